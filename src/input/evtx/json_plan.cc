// SPDX-License-Identifier: Apache-2.0
#include "input/evtx/json_plan.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/limits.h"
#include "input/evtx/tree_json.h"

namespace wmiscope::evtx {
namespace {

bool is_substitution(const XmlNode& node) { return node.kind == XmlNode::Kind::kSubstitution; }
bool is_element(const XmlNode& node) { return node.kind == XmlNode::Kind::kElement; }

bool has_substitution(const std::vector<XmlNode>& nodes) {
  return std::any_of(nodes.begin(), nodes.end(), is_substitution);
}

bool has_content(const std::vector<XmlNode>& nodes) {
  return std::any_of(nodes.begin(), nodes.end(), [](const XmlNode& n) { return n.has_content(); });
}

bool varying_attributes(const XmlElement& element) {
  return std::any_of(element.attributes.begin(), element.attributes.end(),
                     [](const XmlAttribute& a) { return has_substitution(a.value); });
}

bool shown_attributes(const XmlElement& element) {
  return std::any_of(element.attributes.begin(), element.attributes.end(),
                     [](const XmlAttribute& a) { return has_content(a.value); });
}

bool depends(const XmlElement& element) { return element.dependency != kNoDependency; }

// Whether what the element shows differs between records.
bool varies(const XmlElement& element) {
  if (varying_attributes(element)) return true;
  return std::any_of(element.children.begin(), element.children.end(), [](const XmlNode& node) {
    if (is_substitution(node)) return true;
    return is_element(node) && (depends(*node.element) || varies(*node.element));
  });
}

// The substitution that is all the element contains.
const Substitution* sole_substitution(const XmlElement& element) {
  const bool sole = element.children.size() == 1 && is_substitution(element.children[0]);
  return sole ? &element.children[0].substitution : nullptr;
}

bool is_data(const XmlElement& element) { return element.name == "Data"; }

std::vector<const XmlElement*> data_children(const XmlElement& element) {
  std::vector<const XmlElement*> data;
  for (const XmlNode& node : element.children) {
    if (is_element(node) && is_data(*node.element)) data.push_back(node.element.get());
  }
  return data;
}

}  // namespace

// Turns the template's tree into ops. Each step returns false for a shape that is left to the tree.
class PlanCompiler {
 public:
  explicit PlanCompiler(JsonPlan& plan) : plan_(plan) {}

  bool run() {
    const XmlElement& root = *plan_.roots_[0];
    append_json_key(root.name, 0, plan_.root_key_);
    if (!value(root, is_data_container(root.name))) return false;
    flush();
    measure();
    plan_.literals_.append(kLiteralBlock, '\0');
    return plan_.literals_.size() <= limits::kMaxNormalForm;
  }

 private:
  // What the members written so far say about the comma before the next one.
  struct Members {
    bool certain = false;   // one is there in every record
    bool possible = false;  // one may be there
  };

  bool value(const XmlElement& element, bool container) {
    if (!varies(element)) {
      json_.append_value(element, container, pending_);
      return json_.sound();
    }
    if (std::none_of(element.children.begin(), element.children.end(), is_element)) {
      return leaf(element, container);
    }
    return !varying_attributes(element) && object(element, container);
  }

  bool leaf(const XmlElement& element, bool container) {
    const Substitution* content = sole_substitution(element);
    if (!content && !element.children.empty()) return false;
    if (varying_attributes(element) || shown_attributes(element)) {
      return attribute_element(element, content);
    }
    if (!content || container) return false;
    add({.kind = PlanOp::Kind::kValue, .index = content->index});
    return true;
  }

  bool attribute_element(const XmlElement& element, const Substitution* content) {
    PlanOp op{.kind = PlanOp::Kind::kElement};
    if (content) op.index = content->index;
    op.first = static_cast<std::uint32_t>(plan_.attributes_.size());
    op.literal = side(std::exchange(pending_, {}));
    for (const XmlAttribute& attribute : element.attributes) {
      std::string member;
      append_json_key(attribute.name, 0, member);
      std::uint16_t index = PlanOp::kNone;
      if (!has_substitution(attribute.value)) {
        if (!has_content(attribute.value)) continue;
        member = constant_attribute(attribute);
      } else if (attribute.value.size() == 1) {
        index = attribute.value[0].substitution.index;
      } else {
        return false;
      }
      const Literal as_first = side("{\"#attributes\":{" + member);
      plan_.attributes_.push_back({as_first, side("," + member), index});
      ++op.count;
    }
    plan_.ops_.push_back(op);
    return true;
  }

  // "Name":"value"
  std::string constant_attribute(const XmlAttribute& attribute) {
    constexpr std::string_view kOpen = "\"#attributes\":{";
    std::string text;
    json_.append_attributes({.name = {}, .attributes = {attribute}}, text);
    return text.substr(kOpen.size(), text.size() - kOpen.size() - 1);
  }

  // An object being compiled.
  struct Object {
    const XmlElement& element;
    bool container;
    Members members = {};
    NameCounts names = {};
    std::map<std::string_view, bool> dependent = {};  // by name, whether one of it depends
    std::vector<const XmlElement*> data = {};         // of a container
    bool data_named = false;
    bool data_depends = false;
    bool data_repeats = false;
    NameCounts data_names = {};
    std::string last_data_name = {};
  };

  bool object(const XmlElement& element, bool container) {
    Object o{.element = element, .container = container};
    if (container) o.data = data_children(element);
    o.data_named = std::any_of(o.data.begin(), o.data.end(),
                               [](const XmlElement* d) { return d->attribute("Name"); });
    pending_ += '{';
    json_.append_attributes(element, pending_);
    o.members.certain = pending_.back() != '{';
    for (std::size_t i = 0; i < element.children.size(); ++i) {
      const XmlNode& node = element.children[i];
      if (node.has_content()) return false;
      if (is_element(node) && !child(o, *node.element)) return false;
      if (is_substitution(node)) {
        if (i + 1 < element.children.size() || !fragment(o, node.substitution)) return false;
      }
    }
    if (o.data_named && o.data_depends && o.data_repeats) return false;
    if (o.members.certain) {
      pending_ += '}';
    } else {
      flush();
      plan_.ops_.push_back({.kind = PlanOp::Kind::kEndObject});
    }
    return true;
  }

  bool child(Object& o, const XmlElement& child) {
    if (o.container && is_data(child)) {
      if (o.data_named) return named_data(o, child);
      return &child != o.data.front() || unnamed_data(o);
    }
    const std::uint32_t repeat = o.names.next(child.name);
    bool& any_depends = o.dependent[child.name];
    any_depends = any_depends || depends(child);
    if (repeat > 0 && any_depends) return false;  // without one the others would be numbered anew
    return member(child.dependency, o.members, [&] {
      append_json_key(child.name, repeat, pending_);
      return value(child, is_data_container(child.name));
    });
  }

  bool named_data(Object& o, const XmlElement& data) {
    const XmlAttribute* attribute = data.attribute("Name");
    if (!attribute || has_substitution(attribute->value)) return false;
    const std::string name = data_name(data);
    if (name.empty() || name == o.last_data_name) return false;  // unnamed among named; a list
    o.last_data_name = name;
    const std::uint32_t repeat = o.data_names.next(name);
    o.data_repeats = o.data_repeats || repeat > 0;
    o.data_depends = o.data_depends || depends(data);
    return member(data.dependency, o.members, [&] {
      append_json_key(name, repeat, pending_);
      return data_value(data, ArrayShape::kList);
    });
  }

  bool unnamed_data(Object& o) {
    if (o.data.size() == 1) {
      return member(o.data[0]->dependency, o.members, [&] {
        pending_ += "\"Data\":{\"#text\":";
        const bool done = data_value(*o.data[0], ArrayShape::kList);
        pending_ += '}';
        return done;
      });
    }
    const auto dependent = [](const XmlElement* d) { return depends(*d); };
    if (std::any_of(o.data.begin(), o.data.end(), dependent)) return false;
    return member(kNoDependency, o.members, [&] {
      pending_ += "\"Data\":{\"#text\":";
      for (const XmlElement* data : o.data) {
        pending_ += data == o.data.front() ? '[' : ',';
        if (!data_value(*data, ArrayShape::kSpliced)) return false;
      }
      pending_ += "]}";
      return true;
    });
  }

  bool data_value(const XmlElement& data, ArrayShape arrays) {
    if (!varies(data)) {
      json_.append_data_value(data, pending_);
      return json_.sound();
    }
    const Substitution* content = sole_substitution(data);
    if (!content) return false;
    add({.kind = PlanOp::Kind::kValue,
         .empty_text = true,
         .arrays = arrays,
         .index = content->index});
    return true;
  }

  // A substitution at the end of an object: the elements of a fragment become its members.
  bool fragment(Object& o, const Substitution& substitution) {
    if (!plan_.siblings_.empty()) return false;
    for (const XmlNode& node : o.element.children) {
      if (is_element(node)) plan_.siblings_.push_back(node.element->name);
    }
    add({.kind = PlanOp::Kind::kFragment, .index = substitution.index});
    o.members.possible = true;
    return true;
  }

  // One member with its comma; it is left out in records where its dependency is NULL.
  template <typename Write>
  bool member(std::uint16_t dependency, Members& members, const Write& write) {
    const bool dependent = dependency != kNoDependency;
    std::size_t guard = 0;
    if (dependent) {
      flush();
      guard = plan_.ops_.size();
      plan_.ops_.push_back({.kind = PlanOp::Kind::kGuard, .index = dependency});
    }
    comma(members);
    if (!write()) return false;
    (dependent ? members.possible : members.certain) = true;
    if (dependent) close_guard(guard);
    return plan_.ops_.size() < PlanOp::kNone;
  }

  void comma(const Members& members) {
    if (members.certain) {
      pending_ += ',';
    } else if (members.possible) {
      flush();
      plan_.ops_.push_back({.kind = PlanOp::Kind::kComma});
    }
  }

  // A lone value that depends on itself leaves itself out.
  void close_guard(std::size_t guard) {
    flush();
    std::vector<PlanOp>& ops = plan_.ops_;
    const std::size_t count = ops.size() - guard - 1;
    if (count == 1 && ops.back().kind == PlanOp::Kind::kValue &&
        ops.back().index == ops[guard].index) {
      ops.back().leave_out = true;
      ops.erase(ops.begin() + static_cast<std::ptrdiff_t>(guard));
    } else {
      ops[guard].count = static_cast<std::uint16_t>(count);
    }
  }

  Literal side(std::string_view text) {
    const Literal literal{static_cast<std::uint32_t>(plan_.literals_.size()),
                          static_cast<std::uint32_t>(text.size())};
    plan_.literals_ += text;
    return literal;
  }

  // The op with what is pending before it.
  void add(PlanOp op) {
    op.literal = side(std::exchange(pending_, {}));
    plan_.ops_.push_back(op);
  }

  void flush() {
    if (!pending_.empty()) add({.kind = PlanOp::Kind::kLiteral});
  }

  // The bounds of what a run can write.
  void measure() {
    std::map<std::uint16_t, std::size_t> uses;
    constexpr std::size_t kWords = 16;  // null, braces, "#text": and the like of one op
    plan_.literal_bound_ = plan_.literals_.size() + kWords * plan_.ops_.size();
    for (const PlanOp& op : plan_.ops_) {
      if (op.kind == PlanOp::Kind::kValue || op.kind == PlanOp::Kind::kElement) ++uses[op.index];
    }
    for (const PlanAttribute& attribute : plan_.attributes_) ++uses[attribute.index];
    uses.erase(PlanOp::kNone);
    for (const auto& [index, count] : uses) {
      plan_.uses_bound_ = std::max(plan_.uses_bound_, count);
    }
  }

  JsonPlan& plan_;
  TreeJson json_;
  std::string pending_;
};

std::expected<JsonPlan, BinXmlError> JsonPlan::compile(std::string_view normal_form) {
  JsonPlan plan;
  if (!parse_normal_form(normal_form, plan.roots_)) {
    return std::unexpected(BinXmlError{.what = "a text outside of an element"});
  }
  plan.fast_ = plan.roots_.size() == 1 && PlanCompiler(plan).run();
  return plan;
}

bool JsonPlan::has_sibling(std::string_view name) const {
  return std::find(siblings_.begin(), siblings_.end(), name) != siblings_.end();
}

}  // namespace wmiscope::evtx
