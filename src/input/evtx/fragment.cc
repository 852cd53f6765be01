// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/fragment.h"

#include "base/limits.h"
#include "input/evtx/dump_text.h"

namespace wmiscope::evtx {
namespace {

// The items of an array as one text, as Value has it for strings; bytes where they do not come out
// even.
Value array_value(std::uint8_t type, ByteView bytes, Arena& arena) {
  std::vector<ByteView> items;
  if (!is_array(type) || !split_array(type, bytes, items)) {
    return bytes.empty() ? Value() : Value::bytes(ValueType::kBinary, bytes);
  }
  std::string text;
  for (const ByteView item : items) {
    if (!text.empty()) text += ", ";
    const auto value = to_value(static_cast<std::uint8_t>(type & ~kArrayFlag), item);
    append_value(value.value_or(Value()), text);
  }
  return Value::utf8(arena.copy(text));
}

}  // namespace

void report_binxml(const RecordPlace& record, const BinXmlError& error,
                   std::vector<ReadIssue>& issues) {
  ReadIssue& issue = issues.emplace_back();
  // Of stale records nothing more can be expected.
  if (record.recovered) issue.severity = Severity::kNote;
  issue.code = error.code;
  issue.what = error.what;
  issue.offset = record.file_offset + error.offset - record.offset;
  issue.chunk = record.ordinal;
  issue.record_id = record.record_id;
  issue.need = error.need;
  issue.have = error.have;
}

Value Fragment::other(const Source& source, Arena& arena, Malformed& malformed) const {
  switch (source.kind) {
    case Source::Kind::kNone:
    case Source::Kind::kSubstitution:  // of a value that the instance has not
      return {};
    case Source::Kind::kConstant:
      return Value::utf8(form->constant(source.index));
    case Source::Kind::kMixed:
      break;
  }
  std::string text;
  for (const Source& piece : form->pieces(source.index)) {
    append_value(value(piece, arena, malformed), text);
  }
  return Value::utf8(arena.copy(text));
}

Value Fragment::substituted(const Source& source, Arena& arena, Malformed& malformed) const {
  const WireValue& wire = values[source.index];
  const ByteView bytes = values.bytes(source.index);
  const auto type = static_cast<WireType>(wire.type);
  // The element is there all the same, without content.
  if (type == WireType::kNull && !source.optional) return Value::utf8({});
  if ((wire.type & kArrayFlag) != 0 && type != WireType::kStringArray) {
    return array_value(wire.type, bytes, arena);
  }
  const auto value = to_value(wire.type, bytes);
  if (value) return *value;
  if (!malformed) {
    malformed = {"value-size", "a value whose size is wrong for its type", wire.offset, 0,
                 wire.size};
  }
  return {};
}

const Template* RecordFragments::new_template_at(ByteView chunk, std::size_t at, std::size_t end,
                                                 InstanceLayout& layout) {
  BinXmlError error;
  if (!locate_instance(chunk, at, end, layout, error)) return nullptr;
  return cache_.get(chunk, layout.definition, layout.template_id, error);
}

bool RecordFragments::open(const RecordPlace& record, BinXmlError& error) {
  used_ = 0;
  return open_stream(record.chunk, record.begin(), record.end(), 0, error);
}

bool RecordFragments::open_stream(ByteView chunk, std::size_t at, std::size_t end,
                                  std::size_t depth, BinXmlError& error) {
  if (depth == limits::kMaxFragmentDepth) {
    error = {"binxml", "fragments inside values", at, limits::kMaxFragmentDepth, depth + 1};
    return false;
  }
  const std::size_t before = used_;
  while (at_instance(chunk, at, end)) {
    if (!open_instance(chunk, at, end, depth, error)) return false;
  }
  const bool more = at < end && chunk.load<std::uint8_t>(at) != 0;
  if (more) return open_loose(chunk, at, end, error);
  if (depth == 0 && used_ == before) {
    error = {"binxml", "the element of a record", at, 1, 0};
    return false;
  }
  return true;
}

bool RecordFragments::open_instance(ByteView chunk, std::size_t& at, std::size_t end,
                                    std::size_t depth, BinXmlError& error) {
  InstanceLayout layout;
  if (!locate_instance(chunk, at, end, layout, error)) return false;
  const Template* form = cache_.get(chunk, layout.definition, layout.template_id, error);
  Fragment* fragment = form ? add(error, at) : nullptr;
  if (!fragment) return false;
  fragment->form = form;
  if (!fragment->values.read(chunk, layout, end)) {
    error = {"binxml", "the values of a template instance", layout.values, 0, end - layout.values};
    return false;
  }
  at = fragment->values.end();
  return open_values(chunk, fragment->values, depth, error);
}

// The fragments among the values.
bool RecordFragments::open_values(ByteView chunk, const ValueTable& values, std::size_t depth,
                                  BinXmlError& error) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const WireValue& v = values[i];
    if (static_cast<WireType>(v.type) != WireType::kBinXml || v.size == 0) continue;
    if (!open_stream(chunk, v.offset, std::size_t{v.offset} + v.size, depth + 1, error)) {
      return false;
    }
  }
  return true;
}

bool RecordFragments::open_loose(ByteView chunk, std::size_t at, std::size_t end,
                                 BinXmlError& error) {
  if (loose_bytes_ > limits::kMaxLooseForms) {
    error = {"binxml", "fragments without a template", at, limits::kMaxLooseForms, loose_bytes_};
    return false;
  }
  form_.clear();
  const auto done = normalise_fragment(chunk, at, end, form_);
  loose_bytes_ += form_.size();
  if (!done) {
    error = done.error();
    return false;
  }
  Fragment* fragment = add(error, at);
  if (!fragment) return false;
  fragment->form = &loose_.emplace_back(Template::compile_loose(form_.view().chars(), names_));
  return fragment->values.read(chunk, InstanceLayout{}, end);
}

Fragment* RecordFragments::add(BinXmlError& error, std::size_t at) {
  if (used_ == limits::kMaxFragments) {
    error = {"binxml", "fragments of one record", at, limits::kMaxFragments, used_ + 1};
    return nullptr;
  }
  if (used_ == fragments_.size()) fragments_.push_back(std::make_unique<Fragment>());
  return fragments_[used_++].get();
}

}  // namespace wmiscope::evtx
