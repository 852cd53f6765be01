// SPDX-License-Identifier: Apache-2.0
#include "tests/binxml_writer.h"

#include <algorithm>
#include <vector>

#include "base/utf16.h"
#include "tests/raw_bytes.h"

namespace wmiscope::testkit {
namespace {

constexpr std::uint8_t kMore = 0x40;
constexpr std::uint16_t kNoDependency = 0xFFFF;

enum Token : std::uint8_t {
  kEnd = 0x00,
  kOpenElement = 0x01,
  kCloseStart = 0x02,
  kCloseEmpty = 0x03,
  kCloseElement = 0x04,
  kValue = 0x05,
  kAttribute = 0x06,
  kCData = 0x07,
  kCharRef = 0x08,
  kEntityRef = 0x09,
  kPiTarget = 0x0A,
  kPiData = 0x0B,
  kTemplate = 0x0C,
  kNormalSlot = 0x0D,
  kOptionalSlot = 0x0E,
  kFragment = 0x0F,
};

template <typename... Cases>
struct Match : Cases... {
  using Cases::operator()...;
};

// Gives every slot its number and collects the values by number.
class SlotNumbers {
 public:
  void number(XmlElement& element) {
    for (XmlAttribute& attribute : element.attributes) {
      for (XmlNode& node : attribute.value) number(node);
    }
    for (XmlNode& node : element.children) number(node);
  }
  const std::vector<BinValue>& values() const { return values_; }

 private:
  void number(XmlNode& node) {
    if (auto* element = std::get_if<XmlBox>(&node.is)) number(element->front());
    auto* slot = std::get_if<Slot>(&node.is);
    if (!slot) return;
    if (!slot->index) slot->index = static_cast<std::uint16_t>(values_.size());
    if (*slot->index >= values_.size()) values_.resize(*slot->index + std::size_t{1});
    values_[*slot->index] = slot->value;
  }

  std::vector<BinValue> values_;
};

// The tree with the values in the place of its slots; what holds nothing but a NULL goes away.
std::vector<XmlNode> filled(const std::vector<XmlNode>& nodes);

bool vanishes(const std::vector<XmlNode>& nodes) {
  const auto* slot = nodes.size() == 1 ? std::get_if<Slot>(&nodes[0].is) : nullptr;
  return slot && slot->value.type == BinType::kNull;
}

XmlElement filled(const XmlElement& e) {
  XmlElement out{.name = e.name};
  for (const XmlAttribute& a : e.attributes) {
    if (!vanishes(a.value)) out.attributes.push_back({a.name, filled(a.value)});
  }
  if (!vanishes(e.children)) out.children = filled(e.children);
  return out;
}

std::vector<XmlNode> filled(const std::vector<XmlNode>& nodes) {
  std::vector<XmlNode> out;
  for (const XmlNode& node : nodes) {
    if (const auto* element = std::get_if<XmlBox>(&node.is)) {
      out.emplace_back(filled(element->front()));
    } else if (const auto* slot = std::get_if<Slot>(&node.is); !slot) {
      out.push_back(node);
    } else if (slot->value.xml) {
      out.emplace_back(filled(slot->value.xml->root));
    } else if (slot->value.type != BinType::kNull) {
      out.emplace_back(Text{slot->value.shown});
    }
  }
  return out;
}

class TokenWriter {
 public:
  TokenWriter(ChunkText& chunk, bool templated) : chunk_(chunk), templated_(templated) {}

  void element(const XmlElement& e) {
    token(e.attributes.empty() ? kOpenElement : kOpenElement | kMore);
    if (templated_) append(bytes(), dependency(e));
    const std::size_t size_at = hole();
    name(e.name);
    if (!e.attributes.empty()) attributes(e.attributes);
    if (e.children.empty()) {
      token(kCloseEmpty);
    } else {
      token(kCloseStart);
      content(e.children);
      token(kCloseElement);
    }
    fill(size_at);
  }

  void header() {
    token(kFragment);
    bytes().append("\x01\x01\0", 3);
  }
  void token(unsigned byte) { bytes() += static_cast<char>(byte); }

 private:
  std::string& bytes() { return chunk_.bytes; }

  // A u32 that will hold the number of bytes written between it and fill().
  std::size_t hole() {
    append(bytes(), std::uint32_t{0});
    return bytes().size();
  }
  void fill(std::size_t begin) {
    put_at(bytes(), begin - 4, static_cast<std::uint32_t>(bytes().size() - begin));
  }

  static std::uint16_t dependency(const XmlElement& e) {
    if (e.dependency) return *e.dependency;
    if (e.children.size() != 1) return kNoDependency;
    const auto* slot = std::get_if<Slot>(&e.children[0].is);
    return slot && slot->optional ? *slot->index : kNoDependency;
  }

  void name(const std::string& utf8) {
    const auto known = chunk_.names.find(utf8);
    if (known != chunk_.names.end()) return append(bytes(), known->second);
    const auto here = static_cast<std::uint32_t>(bytes().size() + 4);
    const std::string units = utf8_to_utf16(utf8);
    const std::uint16_t hash = name_hash(units);
    std::uint32_t& bucket = chunk_.name_buckets[hash % chunk_.name_buckets.size()];
    append(bytes(), here);
    append(bytes(), bucket);
    append(bytes(), hash);
    append(bytes(), static_cast<std::uint16_t>(units.size() / 2));
    bytes().append(units).append(2, '\0');
    bucket = here;
    chunk_.names.emplace(utf8, here);
  }

  void attributes(const std::vector<XmlAttribute>& list) {
    const std::size_t size_at = hole();
    for (const XmlAttribute& a : list) {
      token(&a == &list.back() ? kAttribute : kAttribute | kMore);
      name(a.name);
      content(a.value);
    }
    fill(size_at);
  }

  // The flag says that more text of the same content follows.
  void content(const std::vector<XmlNode>& nodes) {
    for (const XmlNode& node : nodes) this->node(node, &node == &nodes.back() ? 0 : kMore);
  }

  void counted(unsigned byte, const std::string& utf8) {
    const std::string units = utf8_to_utf16(utf8);
    token(byte);
    append(bytes(), static_cast<std::uint16_t>(units.size() / 2));
    bytes() += units;
  }

  void plain_text(const std::string& utf8, unsigned more) {
    token(kValue | more);
    counted(static_cast<unsigned>(BinType::kString), utf8);
  }

  void slot(const Slot& s) {
    token(s.optional ? kOptionalSlot : kNormalSlot);
    append(bytes(), *s.index);
    token(s.declared ? static_cast<unsigned>(*s.declared) : s.value.type_byte());
  }

  void node(const XmlNode& node, unsigned more) {
    std::visit(Match{[&](const Text& t) { plain_text(t.utf8, more); },
                     [&](const CData& c) { counted(kCData | more, c.utf8); },
                     [&](const EntityRef& r) {
                       token(kEntityRef | more);
                       name(r.name);
                     },
                     [&](const CharRef& r) {
                       token(kCharRef | more);
                       append(bytes(), r.unit);
                     },
                     [&](const ProcessingInstruction& pi) {
                       token(kPiTarget);
                       name(pi.target);
                       counted(kPiData, pi.data);
                     },
                     [&](const Slot& s) { slot(s); }, [&](const XmlBox& e) { element(e.front()); }},
               node.is);
  }

  ChunkText& chunk_;
  bool templated_;
};

void write_body(ChunkText& chunk, const XmlElement& root) {
  TokenWriter out(chunk, true);
  out.header();
  out.element(root);
  out.token(kEnd);
}

// The definition as an empty chunk would hold it: equal for equal templates, wherever they stand.
std::string normal_form(const XmlFragment& fragment) {
  ChunkText scratch;
  write_body(scratch, fragment.root);
  return scratch.bytes.substr(kChunkHeaderSize) + fragment.guid;
}

std::uint64_t fnv1a(std::string_view bytes, std::uint64_t hash) {
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  return hash;
}

std::string template_guid(const XmlFragment& fragment, std::string_view form) {
  if (!fragment.guid.empty()) return guid(fragment.guid).bytes;
  std::string bytes;
  append(bytes, fnv1a(form, 0xCBF29CE484222325ULL));
  append(bytes, fnv1a(form, 0x9E3779B97F4A7C15ULL));
  return bytes;
}

void write_definition(ChunkText& chunk, const XmlElement& root, const std::string& id) {
  const auto here = static_cast<std::uint32_t>(chunk.bytes.size());
  auto& bucket = chunk.template_buckets[name_hash(id) % chunk.template_buckets.size()];
  append(chunk.bytes, bucket);
  chunk.bytes += id;
  append(chunk.bytes, std::uint32_t{0});
  const std::size_t body = chunk.bytes.size();
  write_body(chunk, root);
  put_at(chunk.bytes, body - 4, static_cast<std::uint32_t>(chunk.bytes.size() - body));
  bucket = here;
}

void write_values(ChunkText& chunk, const std::vector<BinValue>& values) {
  append(chunk.bytes, static_cast<std::uint32_t>(values.size()));
  const std::size_t descriptors = chunk.bytes.size();
  for (const BinValue& v : values) append(chunk.bytes, std::uint32_t{v.type_byte()} << 16);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t begin = chunk.bytes.size();
    if (values[i].xml) {
      write_fragment(chunk, *values[i].xml);
    } else {
      chunk.bytes += values[i].bytes;
    }
    put_at(chunk.bytes, descriptors + 4 * i,
           static_cast<std::uint16_t>(chunk.bytes.size() - begin));
  }
}

void write_instance(ChunkText& chunk, XmlFragment fragment) {
  SlotNumbers slots;
  slots.number(fragment.root);
  const std::string form = normal_form(fragment);
  const std::string id = template_guid(fragment, form);
  const auto [at, first_use] = chunk.templates.try_emplace(form, 0);
  if (first_use) at->second = static_cast<std::uint32_t>(chunk.bytes.size() + 10);
  chunk.bytes += static_cast<char>(kTemplate);
  chunk.bytes += '\x01';
  chunk.bytes += id.substr(0, 4);
  append(chunk.bytes, at->second);
  if (first_use) write_definition(chunk, fragment.root, id);
  write_values(chunk, slots.values());
}

}  // namespace

std::uint16_t name_hash(std::string_view utf16) {
  std::uint32_t hash = 0;
  for (std::size_t i = 0; i + 1 < utf16.size(); i += 2) {
    hash = hash * 65599 + get_at<std::uint16_t>(utf16, i);
  }
  return static_cast<std::uint16_t>(hash);
}

void write_fragment(ChunkText& chunk, const XmlFragment& fragment) {
  TokenWriter out(chunk, false);
  out.header();
  if (fragment.templated) {
    write_instance(chunk, fragment);
  } else {
    out.element(filled(fragment.root));
  }
  out.token(kEnd);
}

}  // namespace wmiscope::testkit
