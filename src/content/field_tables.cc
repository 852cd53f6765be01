// SPDX-License-Identifier: Apache-2.0
#include "content/field_tables.h"

#include <charconv>
#include <utility>
#include <vector>

#include "base/format.h"
#include "content/content_error.h"
#include "content/yaml.h"

namespace wmiscope {
namespace {

using Loaded = std::expected<void, std::string>;

std::optional<std::uint32_t> number_of(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

class TableLoader {
 public:
  TableLoader(FieldTable& table, std::string_view path) : table_(table), path_(path) {}

  Loaded add(const YamlNode& document) {
    if (document.find("logs") != nullptr) return add_plain_logs(document);
    EventKind log;
    log.name = document.text_of("log");
    log.channel = document.text_of("channel");
    log.provider = document.text_of("provider");
    log.remedy = document.text_of("remedy");
    if (log.name.empty() || log.channel.empty()) {
      return content_error(path_, document.place, "a log needs `log` and `channel`");
    }
    for (std::string& service : text_list(document, "services")) {
      table_.services.push_back({std::move(service), log.channel, log.provider});
    }
    if (const YamlNode* events = document.find("events")) {
      for (const YamlNode& event : events->items) {
        if (Loaded added = add_event(log, event, document); !added) return added;
      }
    }
    if (Loaded rows = add_rows(log, document); !rows) return rows;
    table_.kinds.push_back(std::move(log));
    return {};
  }

 private:
  Loaded add_event(const EventKind& log, const YamlNode& event, const YamlNode& document) {
    EventKind kind;
    kind.event_id = number_of(event.text_of("id"));
    if (!kind.event_id) return content_error(path_, event.place, "an event needs a number as `id`");
    kind.name = format("{} {}", log.name, *kind.event_id);
    kind.channel = log.channel;
    kind.provider = log.provider;
    kind.categories = text_list(event, "categories");
    kind.remedy = event.text_of("remedy");
    if (kind.remedy.empty()) kind.remedy = log.remedy;
    add_missing(kind, event);
    if (Loaded own = add_rows(kind, event); !own) return own;
    if (Loaded common = add_rows(kind, document); !common) return common;
    table_.kinds.push_back(std::move(kind));
    return {};
  }

  static void add_missing(EventKind& kind, const YamlNode& event) {
    const YamlNode* missing = event.find("missing");
    if (missing == nullptr) return;
    for (const YamlNode::Entry& field : missing->entries) {
      kind.missing.push_back({field.key, field.value.text});
    }
  }

  Loaded add_plain_logs(const YamlNode& document) {
    for (const YamlNode& item : document.find("logs")->items) {
      if (item.items.size() < 2) {
        return content_error(path_, item.place, "a log needs a service and a channel");
      }
      EventKind log;
      log.name = log.channel = item.items[1].text;
      if (item.items.size() > 2) log.provider = item.items[2].text;
      table_.services.push_back({item.items[0].text, log.channel, log.provider});
      if (Loaded rows = add_rows(log, document); !rows) return rows;
      table_.kinds.push_back(std::move(log));
    }
    return {};
  }

  // Rows that the kind has not got yet: an event's own come first and win.
  Loaded add_rows(EventKind& kind, const YamlNode& owner) {
    const YamlNode* rows = owner.find("rows");
    if (rows == nullptr) return {};
    std::vector<std::pair<std::string_view, std::string>> sources;
    for (const YamlNode::Entry& row : rows->entries) {
      std::string from = expand(row.value.text_of("from"), sources);
      sources.emplace_back(row.key, from);
      if (kind.row(row.key) != nullptr) continue;
      auto expr = parse_field_expr(from, table_.names);
      if (!expr) {
        return content_error(path_, row.place,
                             format("{}: {} at column {} of {}", row.key, expr.error().message,
                                    expr.error().column, from));
      }
      kind.rows.push_back({row.key, std::move(*expr), std::string(row.value.text_of("help"))});
    }
    return {};
  }

  // {name} replaced by the expression of the earlier row.
  static std::string expand(std::string_view text,
                            const std::vector<std::pair<std::string_view, std::string>>& sources) {
    std::string out(text);
    for (const auto& [name, from] : sources) {
      const std::string reference = format("{{{}}}", name);
      const std::size_t at = out.find(reference);
      if (at != std::string::npos) out.replace(at, reference.size(), from);
    }
    return out;
  }

  FieldTable& table_;
  std::string_view path_;
};

}  // namespace

std::expected<FieldTable, std::string> load_field_table(std::span<const EmbeddedFile> files) {
  FieldTable table;
  for (const EmbeddedFile& file : files) {
    const auto documents = parse_yaml(file);
    if (!documents) {
      return content_error(file.path, documents.error().place, documents.error().message);
    }
    TableLoader loader(table, file.path);
    for (const YamlNode& document : *documents) {
      if (Loaded added = loader.add(document); !added) return std::unexpected(added.error());
    }
  }
  return table;
}

std::expected<FieldTable, std::string> load_builtin_field_table() {
  return load_field_table(embedded_yaml("fields"));
}

}  // namespace wmiscope
