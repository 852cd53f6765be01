// SPDX-License-Identifier: Apache-2.0
//
// Finds the events in a stream of text: <Event …> up to </Event>, whatever stands around them
// (<Events>, XML declarations, the "- " of the Event Viewer, headers of a log shipper), with or
// without a namespace prefix.
//
//   EventFinder finder(text, true);
//   FoundEvent event;
//   while (finder.next(event)) …
//   if (finder.rest() …)                        // where an event begins that the text does not end
//
// Comments and CDATA sections are passed over, unless nothing ends them. Inside an event a tag
// <Event …> with <System behind it is the next event, and the one before it was cut: so damage ends
// with its event. The text outlives it. Linear in the text, one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "input/event_xml/event_marks.h"

namespace wmiscope::event_xml {

struct FoundEvent {
  enum class Kind : std::uint8_t {
    kWhole,
    kCut,  // it has no end
    kEnd,  // an end without a beginning
  };
  Kind kind = Kind::kWhole;
  std::size_t begin = 0;  // in the text
  std::size_t end = 0;
  std::optional<std::uint32_t> event_id;  // where it is easily read
};

class EventFinder {
 public:
  static constexpr std::size_t kNone = std::string_view::npos;

  // `last`: no more text follows.
  EventFinder(std::string_view text, bool last) : text_(text), marks_(text), last_(last) {}

  bool next(FoundEvent& event);

  // After next() was false: where something begins that more text could end; kNone where all is
  // understood.
  std::size_t rest() const { return rest_; }

 private:
  enum class Tag : std::uint8_t { kNone, kBegin, kEnd, kId };

  Tag tag_at(std::size_t mark, std::size_t& begin) const;
  bool take(Tag tag, std::size_t mark, std::size_t begin, FoundEvent& event);
  bool take_begin(std::size_t mark, std::size_t begin, FoundEvent& event);
  bool take_end(std::size_t mark, std::size_t begin, FoundEvent& event);
  bool finish(FoundEvent& event);
  bool pass_section(std::size_t at);
  std::size_t find_end(std::size_t from, std::string_view end, std::size_t none_from) const;

  std::string_view text_;
  EventMarks marks_;
  bool last_;
  std::size_t at_ = 0;
  std::size_t begin_ = kNone;  // of the event that is open
  std::size_t depth_ = 0;      // of elements within it that have its name
  std::optional<std::uint32_t> id_;
  std::size_t rest_ = kNone;
  // From here on nothing ends a comment, a CDATA section: what would make the search quadratic.
  std::size_t no_comment_end_ = kNone;
  std::size_t no_cdata_end_ = kNone;
};

// Whether at `begin` ("<Event …") a tag of that name begins with <System behind it.
bool begins_event(std::string_view text, std::size_t begin);

// Where the last whole event ends; 0 where there is none. For text without sections.
std::size_t last_event_end(std::string_view text);

}  // namespace wmiscope::event_xml
