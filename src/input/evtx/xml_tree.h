// SPDX-License-Identifier: Apache-2.0
//
// The XML of a template or of a record as a tree: what json_plan.h compiles, and what is rendered
// directly where no plan fits.
//
//   XmlRoots roots;
//   if (!parse_normal_form(form, roots)) …                     // with kSubstitution nodes
//   XmlInstance instance(values, budget);
//   auto root = instance.resolve(*roots[0]);                   // without them
//
// Resolving follows [MS-EVEN6]: an element whose dependency is NULL is left out (2.2.12), an array
// repeats the element around it (3.1.4.7.5), a fragment in a value puts its elements in the value's
// place. Elements are shared and never change. Plain values; nodes view the bytes of the chunk.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "input/evtx/normal_form.h"

namespace wmiscope::evtx {

struct XmlElement;
using XmlRoots = std::vector<std::shared_ptr<const XmlElement>>;

struct XmlNode {
  enum class Kind : std::uint8_t { kElement, kText, kValue, kSubstitution, kInstruction };

  Kind kind = Kind::kText;
  std::string text = {};                                // kText, UTF-8
  std::shared_ptr<const XmlElement> element = nullptr;  // kElement
  Substitution substitution = {};                       // kSubstitution
  std::uint8_t type = 0;                                // kValue: no string, whose node is a text
  ByteView bytes = {};                                  // kValue

  // Whether it shows any text; a substitution is not known to.
  bool has_content() const;
};

struct XmlAttribute {
  std::string name;
  std::vector<XmlNode> value;
};

struct XmlElement {
  std::string name;
  std::uint16_t dependency = kNoDependency;
  std::vector<XmlAttribute> attributes = {};
  std::vector<XmlNode> children = {};

  const XmlAttribute* attribute(std::string_view attribute_name) const;
};

// False where text or a substitution stands outside of every element.
bool parse_normal_form(std::string_view form, XmlRoots& roots);

// A value that fills a hole: a scalar or array, or the elements of a fragment.
struct XmlValue {
  std::uint8_t type = 0;
  ByteView bytes = {};
  XmlRoots roots = {};
};

class XmlInstance {
 public:
  // `budget` is how many nodes may still be made; it is counted down.
  XmlInstance(const std::vector<XmlValue>& values, std::size_t& budget)
      : values_(values), budget_(budget) {}

  // Null where the budget is used up, or where the size of a value is wrong for its type: misfit()
  // is then its index.
  std::shared_ptr<const XmlElement> resolve(const XmlElement& element);
  std::optional<std::size_t> misfit() const { return misfit_; }

 private:
  XmlElement fill(const XmlElement& element);
  bool left_out(const XmlElement& element) const;
  void resolve_node(const XmlNode& node, std::vector<XmlNode>& out);
  void substitute(const Substitution& substitution, std::vector<XmlNode>& out);
  void repeat(XmlElement element, std::vector<XmlNode>& out);
  bool pay(std::size_t nodes);

  const std::vector<XmlValue>& values_;
  std::size_t& budget_;
  bool broke_ = false;
  std::optional<std::size_t> misfit_;
};

}  // namespace wmiscope::evtx
