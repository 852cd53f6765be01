// SPDX-License-Identifier: Apache-2.0
//
// Rejects JSON text in which no demanded event can stand, before anything is parsed: a vectorised
// search for the names of event ids ("EventID", "event_id", …), and a look at the numbers behind
// them.
//
//   const IdScan scan(shapes, demand);
//   scan.lines(text, [&](std::string_view line) { parse(line); }, [&] { ++rejected; });
//   if (scan.may_hold(value)) parse(value);                 // a value of many lines
//
// Text is rejected only if it holds such a name and behind each of them a number that is not
// demanded. An id under another name, or written in another way ({"Value": 1}), is left to the
// parser, as is text without any. At about the speed of counting lines. Immutable, any thread; the
// demand outlives it.
#pragma once

#include <bit>
#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "content/json_shapes.h"
#include "event/demand.h"
#include "input/json/name_marks.h"

namespace wmiscope::json {

class IdScan {
 public:
  IdScan(const JsonShapes& shapes, const Demand& demand);

  // Calls keep(line) or reject(line) for every line of the text, in order; lines are without their
  // end and may be empty.
  template <typename Keep, typename Reject>
  void lines(std::string_view text, Keep&& keep, Reject&& reject) const {
    Line line;
    NameMarks marks;
    for (std::size_t at = 0; at < text.size(); at += NameMarks::kSpan) {
      const std::size_t words = marks.find(text, at);
      for (std::size_t w = 0; w < words; ++w) {
        for (std::uint64_t bits = marks[w]; bits != 0; bits &= bits - 1) {
          const std::size_t mark =
              at + NameMarks::kWord * w + static_cast<std::size_t>(std::countr_zero(bits));
          if (text[mark] != '\n') {
            look(text, mark, line);
            continue;
          }
          end_line(text.substr(line.begin, mark - line.begin), line, keep, reject);
          line = {mark + 1, false, false};
        }
      }
    }
    end_line(text.substr(line.begin), line, keep, reject);
  }

  bool may_hold(std::string_view text) const;

 private:
  struct Line {
    std::size_t begin = 0;
    bool named = false;   // holds the name of an id
    bool wanted = false;  // an id behind one is demanded, or unclear
  };

  template <typename Keep, typename Reject>
  static void end_line(std::string_view text, const Line& line, Keep& keep, Reject& reject) {
    if (line.wanted || !line.named) {
      keep(text);
    } else {
      reject(text);
    }
  }

  void look(std::string_view text, std::size_t v, Line& line) const;
  // Where a name around the "v" ends with its quote; npos where there is none.
  std::size_t name_end(std::string_view text, std::size_t v) const;
  // Whether the number at `at` is a demanded id, or no plain number.
  bool wanted_at(std::string_view text, std::size_t at) const;

  const Demand& demand_;
  struct Name {
    std::string text;   // with both quotes
    std::size_t v = 0;  // of its "vent"
  };
  std::vector<Name> names_;
  std::bitset<256> next_;  // the characters behind the "vent" of names
};

}  // namespace wmiscope::json
