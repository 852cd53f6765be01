// SPDX-License-Identifier: Apache-2.0
//
// A template compiled for JSON: the constant pieces of its output, and which substitution goes
// between them in which form. Made once from the normal form, then run for every record
// (json_dump.h).
//
//   auto plan = JsonPlan::compile(form, error);
//   plan->fast()       whether `ops` says all; else records of the template are rendered as trees
//
// What a plan decides while it is compiled is what does not depend on values: names, their numbers,
// which elements are objects. What depends on them is in the ops: an element left out, null or ""
// for nothing, attributes that are not there, arrays of text. Shapes beyond that are left to the
// tree (tree_json.h), and so are, record by record, values that a plan does not expect: both ways
// give the same JSON. Immutable, any thread.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "input/evtx/normal_form.h"
#include "input/evtx/xml_tree.h"

namespace wmiscope::evtx {

// A piece of JsonPlan::literals.
struct Literal {
  std::uint32_t offset = 0;
  std::uint32_t size = 0;
};

// What a text array in an element becomes.
enum class ArrayShape : std::uint8_t {
  kTree,     // several elements with names of their own: left to the tree
  kList,     // one value, or a list of several
  kSpliced,  // values of the list around it
};

struct PlanOp {
  enum class Kind : std::uint8_t {
    kLiteral,    // the literal alone, which the others have before them
    kValue,      // a value, or `if_empty`
    kElement,    // an element with attributes: `count` of them from `first` on
    kFragment,   // the elements of a fragment as further members
    kGuard,      // skips the next `count` ops where the substitution is NULL
    kComma,      // a comma, unless the object is empty
    kEndObject,  // closes an object, or makes it null where it is empty
  };
  static constexpr std::uint16_t kNone = 0xFFFF;

  Kind kind = Kind::kLiteral;
  bool empty_text = false;  // kValue: "" instead of null for nothing
  bool leave_out = false;   // kValue: nothing, not even the literal, for NULL
  ArrayShape arrays = ArrayShape::kTree;
  std::uint16_t index = kNone;  // of the substitution
  std::uint16_t count = 0;
  Literal literal = {};
  std::uint32_t first = 0;
};

// An attribute whose value is one substitution, or constant.
struct PlanAttribute {
  // {"#attributes":{"Name":  and the value where it is constant. That of an element's first
  // attribute lies behind the op's own literal, to be copied with it.
  Literal as_first;
  Literal as_next;  // ,"Name":
  std::uint16_t index = PlanOp::kNone;
};

class JsonPlan {
 public:
  // The error is that of a template which is no XML.
  static std::expected<JsonPlan, BinXmlError> compile(std::string_view normal_form);

  bool fast() const { return fast_; }
  const std::vector<PlanOp>& ops() const { return ops_; }
  const std::vector<PlanAttribute>& attributes() const { return attributes_; }
  // Where a literal begins; kLiteralBlock bytes more than its own can be read.
  const char* text(const Literal& literal) const { return literals_.data() + literal.offset; }
  // "Event": without the braces around it. The root's value is what the ops write.
  const std::string& root_key() const { return root_key_; }
  const std::string& root_name() const { return roots_[0]->name; }
  // Whether the element that holds the fragment has a child of that name.
  bool has_sibling(std::string_view name) const;

  // Bytes of literals that a run can write at most, and how often it can write one value.
  std::size_t literal_bound() const { return literal_bound_; }
  std::size_t uses_bound() const { return uses_bound_; }

  // With substitutions in them.
  const XmlRoots& roots() const { return roots_; }

 private:
  friend class PlanCompiler;

  XmlRoots roots_;
  bool fast_ = false;
  std::string literals_;
  std::vector<PlanOp> ops_;
  std::vector<PlanAttribute> attributes_;
  std::vector<std::string> siblings_;
  std::string root_key_;
  std::size_t literal_bound_ = 0;
  std::size_t uses_bound_ = 0;
};

inline constexpr std::size_t kLiteralBlock = 32;

}  // namespace wmiscope::evtx
