// SPDX-License-Identifier: Apache-2.0
//
// A compiled template: where among the substitutions the parts of the envelope and the event's
// fields are. Compiled once from the normal form and used for every record of every chunk that has
// the same form.
//
// A field is a leaf element: a Data with a Name goes by that name, any other element by its own.
// Immutable once compiled.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "event/fields.h"
#include "input/evtx/normal_form.h"

namespace wmiscope::evtx {

// What a part of the event is made of.
struct Source {
  enum class Kind : std::uint8_t { kNone, kConstant, kSubstitution, kMixed };
  Kind kind = Kind::kNone;
  bool optional = false;    // a substitution that leaves its element out where it is NULL
  std::uint16_t index = 0;  // of the constant, the substitution or the list of pieces

  bool operator==(const Source&) const = default;
};

struct TemplateField {
  std::string name;  // empty: an unnamed Data
  Source source;
};

class Template {
 public:
  static Template compile(std::string_view normal_form, const FieldNames& names);
  // The same without a table of fields, which takes memory for every name there is: for templates
  // that serve a single record.
  static Template compile_loose(std::string_view normal_form, const FieldNames& names);

  // The envelope.
  const Source& system(SystemField f) const { return system_[static_cast<std::size_t>(f)]; }
  // Templates of a cache are numbered, for tables by template.
  std::size_t number() const { return number_; }
  void set_number(std::size_t number) { number_ = number; }

  // Whether the template holds a System element: only then is it that of a whole event.
  bool has_system() const { return has_system_; }

  // The field of that id; kNone where the template has none.
  Source field(FieldId id) const {
    return index(id) < by_id_.size() ? by_id_[index(id)] : loose_field(id);
  }
  // All fields in the order of the document, doubled names too.
  const std::vector<TemplateField>& fields() const { return fields_; }

  const std::string& constant(std::size_t i) const { return constants_[i]; }
  const std::vector<Source>& pieces(std::size_t i) const { return mixed_[i]; }

  const std::string& normal_form() const { return normal_form_; }

 private:
  friend class TemplateCompiler;
  Source loose_field(FieldId id) const;

  std::size_t number_ = 0;
  std::string normal_form_;
  std::array<Source, kSystemFieldCount> system_;
  bool has_system_ = false;
  std::vector<TemplateField> fields_;
  std::vector<Source> by_id_;
  std::vector<std::pair<FieldId, Source>> loose_;  // instead of by_id_
  std::vector<std::string> constants_;             // UTF-8
  std::vector<std::vector<Source>> mixed_;
};

}  // namespace wmiscope::evtx
