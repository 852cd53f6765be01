// SPDX-License-Identifier: Apache-2.0
#include "input/json/dump.h"

#include <algorithm>

#include "base/json.h"
#include "base/utf16.h"

namespace wmiscope::json {
namespace {

// A number of at most 18 digits as it is, everything else as text.
bool is_plain_number(std::string_view text) {
  constexpr std::size_t kMaxDigits = 18;
  if (text.empty() || text.size() > kMaxDigits || (text[0] == '0' && text.size() > 1)) return false;
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

class Writer {
 public:
  Writer(JsonEvent& event, std::string& out) : event_(event), out_(out) {}

  void write() {
    out_ += R"({"Event":{"System":{)";
    first_ = true;
    element("Provider", "Name", SystemField::kProvider);
    for (const auto& [name, field] : kPlain) plain(name, field);
    element("TimeCreated", "SystemTime", SystemField::kTime);
    plain("EventRecordID", SystemField::kRecordId);
    execution();
    plain("Channel", SystemField::kChannel);
    plain("Computer", SystemField::kComputer);
    element("Security", "UserID", SystemField::kUserId);
    out_ += R"(},"EventData":{)";
    data();
    out_ += '}';
    message();
    out_ += "}}\n";
  }

 private:
  static constexpr std::pair<std::string_view, SystemField> kPlain[] = {
      {"EventID", SystemField::kEventId}, {"Version", SystemField::kVersion},
      {"Level", SystemField::kLevel},     {"Task", SystemField::kTask},
      {"Opcode", SystemField::kOpcode},   {"Keywords", SystemField::kKeywords},
  };

  void name(std::string_view text) {
    if (!first_) out_ += ',';
    first_ = false;
    string(text);
    out_ += ':';
  }

  void string(std::string_view text) { append_json_string(text, out_); }

  void scalar(const Value& value) {
    std::string text;
    append_value(value, text);
    if (is_plain_number(text)) {
      out_ += text;
    } else {
      string(text);
    }
  }

  void text(const Value& value) {
    std::string text;
    append_value(value, text);
    string(text);
  }

  void plain(std::string_view element, SystemField field) {
    const Value value = event_.system(field);
    if (value.absent()) return;
    name(element);
    if (field == SystemField::kChannel || field == SystemField::kComputer) {
      text(value);
    } else {
      scalar(value);
    }
  }

  void element(std::string_view element, std::string_view attribute, SystemField field) {
    const Value value = event_.system(field);
    if (value.absent()) return;
    name(element);
    out_ += R"({"#attributes":{)";
    string(attribute);
    out_ += ':';
    text(value);
    out_ += "}}";
  }

  void execution() {
    const Value process = event_.system(SystemField::kProcessId);
    const Value thread = event_.system(SystemField::kThreadId);
    if (process.absent() && thread.absent()) return;
    name("Execution");
    out_ += R"({"#attributes":{)";
    first_ = true;
    for (const auto& [attribute, value] : {std::pair("ProcessID", process), {"ThreadID", thread}}) {
      if (value.absent()) continue;
      name(attribute);
      scalar(value);
    }
    first_ = false;
    out_ += "}}";
  }

  void data() {
    first_ = true;
    std::vector<Value> nameless;
    for (const DataField& field : event_.data()) {
      if (field.name.empty()) {
        nameless.push_back(event_.value(field));
        continue;
      }
      name(field.name);
      member(field);
    }
    if (nameless.empty()) return;
    name("Data");
    out_ += R"({"#text":[)";
    for (std::size_t i = 0; i < nameless.size(); ++i) {
      if (i > 0) out_ += ',';
      text(nameless[i]);
    }
    out_ += "]}";
  }

  // Numbers and words stay what they are.
  void member(const DataField& field) {
    const bool kept = field.place.tree != nullptr && !field.place.is_object();
    if (kept) {
      field.place.tree->write(field.place.node, out_);
    } else {
      text(event_.value(field));
    }
  }

  void message() {
    const Value value = event_.message();
    if (value.absent()) return;
    out_ += R"(,"RenderingInfo":{"Message":)";
    text(value);
    out_ += '}';
  }

  JsonEvent& event_;
  std::string& out_;
  bool first_ = true;
};

}  // namespace

void write_dump(JsonEvent& event, std::string& out) {
  if (const auto same = event.as_evtx_dump()) {
    same->tree->write(same->node, out);
    out += '\n';
  } else {
    Writer(event, out).write();
  }
}

}  // namespace wmiscope::json
