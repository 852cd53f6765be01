// SPDX-License-Identifier: Apache-2.0
//
// The tags of one event's XML, one after another, without a copy: comments, CDATA sections and
// processing instructions are passed over, and nothing is resolved.
//
//   XmlScanner scanner(text);
//   XmlTag tag;
//   while (scanner.next(tag)) …                 // text.substr(tag.end, …) is what follows
//   if (scanner.wrong()) …                      // why it could not go on
//
//   while (next_attribute(rest, name, value)) … // of tag.attributes
//
// No document type, no entities but XML's own five, nothing external: text is only ever looked at
// ([XML] 2.4-2.7, 3.1; [XML-NAMES] for prefixes). A '<' that begins no tag is text. The text
// outlives it. One thread.
#pragma once

#include <string>
#include <string_view>

namespace wmiscope::event_xml {

struct XmlTag {
  enum class Kind : unsigned char { kStart, kEmpty, kEnd };
  Kind kind = Kind::kStart;
  std::string_view name;        // as written, with its prefix
  std::string_view attributes;  // kStart, kEmpty: what stands behind the name
  std::size_t begin = 0;        // of the '<' in the text
  std::size_t end = 0;          // behind the '>'

  std::string_view local_name() const { return name.substr(name.rfind(':') + 1); }
};

class XmlScanner {
 public:
  explicit XmlScanner(std::string_view text) : text_(text) {}

  bool next(XmlTag& tag);
  // A literal, where next() was false because the text is broken; null at its end.
  const char* wrong() const { return wrong_; }

 private:
  bool pass_over(std::size_t at, std::string_view end);
  bool read_end_tag(std::size_t at, XmlTag& tag);
  bool read_tag(std::size_t at, XmlTag& tag);
  bool fail(const char* what);

  std::string_view text_;
  std::size_t at_ = 0;
  const char* wrong_ = nullptr;
};

// The next attribute of a tag, taken off `rest`. False at the end, and where it is broken (then
// something is left in `rest`). The value is as written, between its quotes.
bool next_attribute(std::string_view& rest, std::string_view& name, std::string_view& value);

// The text of an element's content as written: references and CDATA sections are resolved,
// comments and processing instructions left out.
void append_content(std::string_view content, std::string& out);

}  // namespace wmiscope::event_xml
