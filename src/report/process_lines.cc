// SPDX-License-Identifier: Apache-2.0
#include "report/process_lines.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/format.h"
#include "report/activity_words.h"
#include "report/numbers.h"

namespace wmiscope {
namespace {

constexpr std::string_view kCut = "(WMI cuts the chain here)";

using Processes = std::vector<const ActivityProcess*>;

bool is_wmi_host(const ActivityProcess& process) {
  const std::string_view name = image_name(process.image);
  return equals_nocase(name, "WmiPrvSE.exe") || equals_nocase(name, "scrcons.exe");
}

Processes of_role(const Activity& activity, std::string_view role) {
  Processes found;
  for (const ActivityProcess& process : activity.processes) {
    if (process.role == role) found.push_back(&process);
  }
  return found;
}

// The arguments alone of a host of WMI, whose path says nothing.
std::string command_of(const ActivityProcess& process) {
  if (equals_nocase(process.command_line, image_name(process.image))) return {};
  if (!is_wmi_host(process)) return process.command_line;
  const std::size_t end = to_ascii_lower(process.command_line).find(".exe");
  if (end == std::string::npos) return process.command_line;
  const std::size_t start = process.command_line.find_first_not_of("\" ", end + 4);
  return start == std::string::npos ? std::string() : process.command_line.substr(start);
}

class Tree {
 public:
  void add(const ActivityProcess& process, std::size_t depth) {
    ProcessLine line;
    if (depth > 0) line.branch = std::string((depth - 1) * 3, ' ') + "└─ ";
    line.name = image_name(process.image);
    if (line.name.empty()) line.name = "(program not known)";
    if (!process.process_id.empty()) line.name += ' ' + process.process_id;
    line.command = command_of(process);
    if (is_wmi_host(process)) line.note = kCut;
    lines_.push_back(std::move(line));
  }

  // A chain of ancestors, nearest first, printed from the outermost; the depth below it.
  std::size_t add_chain(const Processes& nearest_first) {
    std::size_t depth = 0;
    for (auto at = nearest_first.rbegin(); at != nearest_first.rend(); ++at) add(**at, depth++);
    return depth;
  }

  std::vector<ProcessLine> take() && {
    if (lines_.size() <= kMaxProcessLines) return std::move(lines_);
    const std::size_t more = lines_.size() - (kMaxProcessLines - 1);
    lines_.resize(kMaxProcessLines - 1);
    lines_.push_back(
        {"", format("… and {}", counted(more, "more process", "more processes")), "", ""});
    return std::move(lines_);
  }

 private:
  std::vector<ProcessLine> lines_;
};

}  // namespace

std::vector<ProcessLine> process_lines(const Activity& activity) {
  const Processes callers = of_role(activity, "caller");
  const Processes mains = of_role(activity, "main");
  Processes hosts;
  Processes others;
  for (const ActivityProcess* process : of_role(activity, "ancestor")) {
    (is_wmi_host(*process) ? hosts : others).push_back(process);
  }
  Tree tree;
  std::size_t depth = 0;
  if (!callers.empty() || hosts.empty()) depth = tree.add_chain(others);
  for (const ActivityProcess* caller : callers) tree.add(*caller, depth);
  if (!callers.empty() && !mains.empty()) depth = 0;  // what WMI started is no child of the caller
  for (const ActivityProcess* host : hosts) tree.add(*host, 0);
  if (!hosts.empty()) depth = 1;
  for (const ActivityProcess* main : mains) tree.add(*main, depth);
  // A child of the caller where nothing else was started.
  for (const ActivityProcess* child : of_role(activity, "child")) tree.add(*child, depth + 1);
  return std::move(tree).take();
}

}  // namespace wmiscope
