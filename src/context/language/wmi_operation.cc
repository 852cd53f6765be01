// SPDX-License-Identifier: Apache-2.0
#include "context/language/wmi_operation.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "context/language/command_text.h"
#include "context/language/subscription_text.h"
#include "context/language/wql.h"

namespace wmiscope {
namespace {

bool is_name_char(char c) {
  const char l = ascii_lower(c);
  return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// The class at the end of \\HOST\ROOT\CIMV2:Win32_X.Key="…".
std::string class_of_path(std::string_view path) {
  path = path.substr(0, path.find_first_of("=\"'"));
  const std::size_t colon = path.rfind(':');
  if (colon != std::string_view::npos) path.remove_prefix(colon + 1);
  path = trimmed(path);
  std::size_t size = 0;
  while (size < path.size() && is_name_char(path[size])) ++size;
  return std::string(path.substr(0, size));
}

// The method behind the last "::" outside of a key; the path is what stands before it.
std::string take_method(std::string_view& text) {
  const std::size_t at = text.rfind("::");
  if (at == std::string_view::npos) return {};
  const std::string_view name = trimmed(text.substr(at + 2));
  if (name.empty() || !std::ranges::all_of(name, is_name_char)) return {};
  text = text.substr(0, at);
  return std::string(name);
}

bool is_write(std::string_view method) {
  return starts_with_nocase(method, "Put") || starts_with_nocase(method, "Delete") ||
         equals_nocase(method, "ExecMethod");
}

void take_payload(std::string_view payload, WmiOperation& op) {
  op.text = payload;
  op.is_write = is_write(op.interface_method);
  op.is_notification = starts_with_nocase(op.interface_method, "ExecNotificationQuery");
  if (find_nocase(op.interface_method, "query") != std::string_view::npos) {
    op.class_name = parse_wql(payload).from;
    if (!op.is_notification) op.query = payload;
    return;
  }
  if (equals_nocase(op.interface_method, "ExecMethod")) op.method = take_method(payload);
  op.class_name = class_of_path(payload);
}

}  // namespace

std::optional<WmiOperation> parse_wmi_operation(std::string_view operation) {
  constexpr std::string_view kInterface = "iwbemservices::";
  const std::size_t at = find_nocase(operation, kInterface);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view rest = operation.substr(at + kInterface.size());
  WmiOperation op;
  const std::size_t dash = std::min(rest.find(" - "), rest.size());
  op.interface_method = trimmed(rest.substr(0, dash));
  rest.remove_prefix(std::min(dash + 3, rest.size()));
  const std::size_t colon = std::min(rest.find(" : "), rest.size());
  op.name_space = normal_namespace(rest.substr(0, colon));
  take_payload(trimmed(rest.substr(std::min(colon + 3, rest.size()))), op);
  return op;
}

std::optional<WmiOperation> parse_audited_operation(std::string_view additional_info,
                                                    std::string_view additional_info2) {
  const std::size_t open = additional_info.rfind('(');
  const std::size_t close = additional_info.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    return std::nullopt;
  }
  WmiOperation op;
  op.interface_method = trimmed(additional_info.substr(open + 1, close - open - 1));
  const std::size_t colon = std::min(additional_info2.find(':'), additional_info2.size());
  op.name_space = normal_namespace(additional_info2.substr(0, colon));
  take_payload(trimmed(additional_info2.substr(std::min(colon + 1, additional_info2.size()))), op);
  return op;
}

}  // namespace wmiscope
