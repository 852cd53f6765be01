// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/template.h"

#include <algorithm>

#include "base/limits.h"
#include "base/utf16.h"
#include "event/system_parts.h"

namespace wmiscope::evtx {
namespace {

std::string utf8(ByteView utf16) {
  std::string text;
  append_utf16(utf16, text);
  return text;
}

// The five entities of XML; another one stays as it is written.
std::string entity_text(const std::string& name) {
  if (name == "lt") return "<";
  if (name == "gt") return ">";
  if (name == "amp") return "&";
  if (name == "quot") return "\"";
  if (name == "apos") return "'";
  return "&" + name + ";";
}

// The part of the envelope at a place below System; an empty attribute is the element's text.
std::optional<SystemField> system_part(std::string_view element, std::string_view attribute) {
  for (const SystemPart& part : kSystemParts) {
    if (part.element == element && part.attribute == attribute) return part.field;
  }
  return std::nullopt;
}

}  // namespace

// Walks the normal form with a stack of open elements.
class TemplateCompiler {
 public:
  TemplateCompiler(std::string_view form, const FieldNames& names, Template& out)
      : in_(form), names_(names), out_(out) {}

  void run() {
    while (!in_.done()) step();
  }

  // The first field of a name is the one that goes by it.
  void index_fields() {
    out_.by_id_.resize(names_.size());
    for (const auto& [id, source] : known_fields()) {
      Source& first = out_.by_id_[index(id)];
      if (first.kind == Source::Kind::kNone) first = source;
    }
  }
  void list_fields() { out_.loose_ = known_fields(); }

 private:
  struct Element {
    std::string name;
    std::string data_name;  // the Name attribute
    bool leaf = true;
    std::vector<Source> content;
  };

  std::vector<std::pair<FieldId, Source>> known_fields() const {
    std::vector<std::pair<FieldId, Source>> fields;
    for (const TemplateField& field : out_.fields_) {
      const auto id = names_.find(field.name);
      if (id && !field.name.empty()) fields.emplace_back(*id, field.source);
    }
    return fields;
  }

  void step() {
    switch (in_.op()) {
      case Op::kOpen:
        open();
        break;
      case Op::kAttribute:
        close_attribute();
        attribute_ = utf8(in_.text());
        break;
      case Op::kClose:
        close_attribute();
        break;
      case Op::kEnd:
        end();
        break;
      case Op::kText:
        add_text(utf8(in_.text()));
        break;
      case Op::kEntity:
        add_text(entity_text(utf8(in_.text())));
        break;
      case Op::kSubstitution:
        add_substitution(in_.substitution());
        break;
      case Op::kInstruction:
        in_.text();
        in_.text();
        break;
    }
  }

  void open() {
    in_.dependency();
    if (!stack_.empty()) stack_.back().leaf = false;
    stack_.push_back({utf8(in_.text()), {}, true, {}});
    if (in_system() == 1) out_.has_system_ = true;
  }

  void end() {
    const Element element = std::move(stack_.back());
    const int below = in_system();
    stack_.pop_back();
    if (below == 2) {
      set_system(element.name, "", element.content);
    } else if (below == 0 && element.leaf) {
      out_.fields_.push_back({field_name(element), join(element.content)});
    }
  }

  static std::string field_name(const Element& element) {
    const bool data = element.name == "Data" || element.name == "ComplexData";
    return data ? element.data_name : element.name;
  }

  // 0: not below System, 1: System itself is on top, 2: a child of System is.
  int in_system() const {
    if (stack_.size() < 2 || stack_[1].name != "System" || stack_[0].name != "Event") return 0;
    return stack_.size() == 2 ? 1 : 2;
  }

  void close_attribute() {
    if (attribute_.empty()) return;
    Element& element = stack_.back();
    if (in_system() == 2) {
      set_system(element.name, attribute_, attribute_value_);
    } else if (attribute_ == "Name") {
      const Source source = join(attribute_value_);
      if (source.kind == Source::Kind::kConstant) {
        element.data_name = out_.constants_[source.index];
      }
    }
    attribute_.clear();
    attribute_value_.clear();
  }

  void set_system(std::string_view element, std::string_view attribute,
                  const std::vector<Source>& content) {
    if (const auto field = system_part(element, attribute)) {
      out_.system_[static_cast<std::size_t>(*field)] = join(content);
    }
  }

  std::vector<Source>& pieces() {
    return !attribute_.empty() || stack_.empty() ? attribute_value_ : stack_.back().content;
  }

  void add_substitution(const Substitution& s) {
    pieces().push_back({Source::Kind::kSubstitution, s.optional, s.index});
  }

  void add_text(std::string text) {
    std::vector<Source>& to = pieces();
    if (!to.empty() && to.back().kind == Source::Kind::kConstant) {
      out_.constants_[to.back().index] += text;
      return;
    }
    to.push_back(constant(std::move(text)));
  }

  // Indices fit: no constant takes less than four bytes of a normal form.
  Source constant(std::string text) {
    static_assert(limits::kMaxNormalForm / 4 <= 65536);
    out_.constants_.push_back(std::move(text));
    return {Source::Kind::kConstant, false, static_cast<std::uint16_t>(out_.constants_.size() - 1)};
  }

  Source join(const std::vector<Source>& content) {
    if (content.empty()) return constant({});
    if (content.size() == 1) return content[0];
    out_.mixed_.push_back(content);
    return {Source::Kind::kMixed, false, static_cast<std::uint16_t>(out_.mixed_.size() - 1)};
  }

  NormalFormReader in_;
  const FieldNames& names_;
  Template& out_;
  std::vector<Element> stack_;
  std::string attribute_;
  std::vector<Source> attribute_value_;
};

Template Template::compile(std::string_view normal_form, const FieldNames& names) {
  Template t;
  t.normal_form_ = normal_form;
  TemplateCompiler compiler(t.normal_form_, names, t);
  compiler.run();
  compiler.index_fields();
  return t;
}

Template Template::compile_loose(std::string_view normal_form, const FieldNames& names) {
  Template t;
  TemplateCompiler compiler(normal_form, names, t);
  compiler.run();
  compiler.list_fields();
  return t;
}

Source Template::loose_field(FieldId id) const {
  const auto found = std::ranges::find(loose_, id, &std::pair<FieldId, Source>::first);
  return found == loose_.end() ? Source{} : found->second;
}

}  // namespace wmiscope::evtx
