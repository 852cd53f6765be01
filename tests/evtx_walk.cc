// SPDX-License-Identifier: Apache-2.0
#include "tests/evtx_walk.h"

#include <algorithm>

#include "tests/crc32.h"
#include "tests/raw_bytes.h"

namespace wmiscope::testkit {
namespace {

constexpr std::size_t kChunk = 65536;
constexpr std::size_t kFirstRecord = 512;
constexpr std::size_t kRecordHeader = 24;
constexpr std::size_t kSmallestRecord = 28;
constexpr std::size_t kDefinitionHeader = 24;
constexpr std::size_t kMostValues = 4096;
constexpr std::size_t kDeepest = 8;
constexpr std::uint8_t kBinXmlType = 0x21;
constexpr std::string_view kMagic{"**\0\0", 4};

std::string utf16(std::string_view ascii) {
  std::string out;
  for (const char c : ascii) out.append({c, '\0'});
  return out;
}

// Goes through the tokens of one record. They need no tree: every token says its own length.
class TokenWalk {
 public:
  TokenWalk(std::string_view chunk, std::uint64_t chunk_offset, WalkedRecord& record)
      : chunk_(chunk), base_(chunk_offset), record_(record) {}

  void fragment(std::size_t at, std::size_t end, std::size_t depth) {
    at_ = at;
    end_ = end;
    tokens(/*in_template=*/false, depth);
  }

 private:
  template <typename T>
  T take() {
    if (at_ > end_ || end_ - at_ < sizeof(T)) {
      record_.understood = false;
      at_ = end_;
      return T{};
    }
    const T value = get_at<T>(chunk_, at_);
    at_ += sizeof(T);
    return value;
  }
  void skip(std::size_t count) {
    if (at_ > end_ || end_ - at_ < count) record_.understood = false;
    at_ = std::min(end_, at_ + count);
  }

  void tokens(bool in_template, std::size_t depth) {
    while (at_ < end_ && record_.understood) {
      const auto token = take<std::uint8_t>();
      if (token == 0) return;
      one(token, in_template, depth);
    }
  }

  void one(std::uint8_t token, bool in_template, std::size_t depth) {
    const bool more = token & 0x40;
    switch (token & ~0x40) {
      case 0x01:
        return open_element(in_template, more);
      case 0x02:
      case 0x03:
      case 0x04:
        return;
      case 0x05:
        take<std::uint8_t>();
        return skip(std::size_t{2} * take<std::uint16_t>());
      case 0x06:
      case 0x09:
      case 0x0A:
        name();
        return;
      case 0x07:
      case 0x0B:
        return skip(std::size_t{2} * take<std::uint16_t>());
      case 0x08:
        return skip(2);
      case 0x0C:
        return instance(depth);
      case 0x0D:
      case 0x0E:
        return substitution(depth);
      case 0x0F:
        return skip(3);
      default:
        record_.understood = false;
    }
  }

  void open_element(bool in_template, bool attributes) {
    if (in_template) skip(2);
    skip(4);
    element_ = name();
    if (attributes) skip(4);
  }

  // The name's UTF-16 text.
  std::string name() {
    const auto offset = take<std::uint32_t>();
    const std::size_t size = 8 + 2 * std::size_t{get_at<std::uint16_t>(chunk_, offset + 6)} + 2;
    if (offset < kFirstRecord || !inside(chunk_, offset, size)) {
      record_.understood = false;
      return {};
    }
    record_.names.push_back({base_ + offset, size});
    if (offset == at_) skip(size);
    return std::string(chunk_.substr(offset + 8, size - 10));
  }

  void substitution(std::size_t depth) {
    const auto index = take<std::uint16_t>();
    take<std::uint8_t>();
    if (depth == 0 && element_ == utf16("EventRecordID")) record_id_value_ = index;
  }

  void instance(std::size_t depth) {
    skip(5);
    const auto definition = take<std::uint32_t>();
    if (depth >= kDeepest || !inside(chunk_, definition, kDefinitionHeader)) {
      record_.understood = false;
      return;
    }
    const std::size_t size = kDefinitionHeader + get_at<std::uint32_t>(chunk_, definition + 20);
    const bool resident = definition == at_;
    if (resident) skip(size);
    record_.templates.push_back({.definition = {base_ + definition, size},
                                 .guid = std::string(chunk_.substr(definition + 4, 16)),
                                 .resident = resident,
                                 .depth = depth});
    definition_body(definition + kDefinitionHeader, definition + size, depth);
    values(depth);
  }

  void definition_body(std::size_t begin, std::size_t end, std::size_t depth) {
    const std::size_t at = at_;
    const std::size_t old_end = end_;
    at_ = begin;
    end_ = std::min(end, chunk_.size());
    tokens(/*in_template=*/true, depth);
    at_ = at;
    end_ = old_end;
  }

  void values(std::size_t depth) {
    const auto count = take<std::uint32_t>();
    const std::size_t descriptors = at_;
    if (count > kMostValues) record_.understood = false;
    skip(std::size_t{4} * count);
    for (std::size_t i = 0; i < count && record_.understood; ++i) {
      const auto size = get_at<std::uint16_t>(chunk_, descriptors + 4 * i);
      const auto type = get_at<std::uint8_t>(chunk_, descriptors + 4 * i + 2);
      const std::size_t at = at_;
      skip(size);
      if (depth == 0 && record_id_value_ == i && size == 8) {
        record_.event_record_id = get_at<std::uint64_t>(chunk_, at);
      }
      if (type == kBinXmlType && size > 4 && record_.understood) nested(at, size, depth);
    }
  }

  void nested(std::size_t begin, std::size_t size, std::size_t depth) {
    const std::size_t at = at_;
    const std::size_t end = end_;
    fragment(begin, begin + size, depth + 1);
    at_ = at;
    end_ = end;
  }

  std::string_view chunk_;
  std::uint64_t base_;
  WalkedRecord& record_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  std::string element_;
  std::optional<std::size_t> record_id_value_;
};

// The record at `at` where one of sound framing begins there.
std::optional<std::size_t> framed(std::string_view chunk, std::size_t at, std::size_t end) {
  if (chunk.substr(at, 4) != kMagic) return std::nullopt;
  const std::size_t size = get_at<std::uint32_t>(chunk, at + 4);
  if (size < kSmallestRecord || size > end - at) return std::nullopt;
  if (get_at<std::uint32_t>(chunk, at + size - 4) != size) return std::nullopt;
  return size;
}

WalkedRecord walk_record(std::string_view chunk, const WalkedChunk& of, std::size_t index,
                         std::size_t at, std::size_t size) {
  WalkedRecord record{.chunk = index, .offset = of.offset + at, .size = size};
  record.record_id = get_at<std::uint64_t>(chunk, at + 8);
  TokenWalk(chunk, of.offset, record).fragment(at + kRecordHeader, at + size - 4, 0);
  return record;
}

std::string checksum_problem(std::string_view chunk, std::size_t free_space) {
  const std::string_view data = chunk.substr(kFirstRecord, free_space - kFirstRecord);
  if (crc32(data) != get_at<std::uint32_t>(chunk, 52)) return "data checksum";
  const std::uint32_t header = crc32(chunk.substr(128, 384), crc32(chunk.substr(0, 120)));
  return header != get_at<std::uint32_t>(chunk, 124) ? "header checksum" : "";
}

WalkedChunk walk_chunk(std::string_view chunk, std::size_t index, std::uint64_t offset) {
  WalkedChunk result{.offset = offset};
  result.unused = chunk.find_first_not_of('\0') == std::string_view::npos;
  if (result.unused) return result;
  if (!chunk.starts_with(std::string_view("ElfChnk\0", 8))) result.problem = "magic";
  if (chunk.size() < kChunk) result.problem = "cut";
  result.free_space = get_at<std::uint32_t>(chunk, 48);
  const std::size_t end = result.free_space;
  if (result.problem.empty() && (end < kFirstRecord || end > kChunk)) result.problem = "free space";
  if (!result.problem.empty()) return result;

  std::size_t at = kFirstRecord;
  while (at < end) {
    const auto size = framed(chunk, at, end);
    if (!size) break;
    result.records.push_back(walk_record(chunk, result, index, at, *size));
    at += *size;
  }
  result.problem = at < end ? "record" : checksum_problem(chunk, end);
  for (at = end; at + kSmallestRecord <= kChunk;) {
    const auto size = framed(chunk, at, kChunk);
    if (size) result.slack.push_back(walk_record(chunk, result, index, at, *size));
    at += size.value_or(1);
  }
  return result;
}

}  // namespace

bool WalkedLog::healthy() const {
  return std::ranges::all_of(chunks, [](const WalkedChunk& c) { return c.problem.empty(); });
}

std::vector<const WalkedRecord*> WalkedLog::records() const {
  std::vector<const WalkedRecord*> out;
  for (const WalkedChunk& chunk : chunks) {
    for (const WalkedRecord& record : chunk.records) out.push_back(&record);
  }
  return out;
}

WalkedLog walk_evtx(std::string_view file) {
  constexpr std::size_t kHeader = 4096;
  WalkedLog log;
  for (std::size_t at = kHeader; at < file.size(); at += kChunk) {
    log.chunks.push_back(walk_chunk(file.substr(at, kChunk), log.chunks.size(), at));
  }
  return log;
}

}  // namespace wmiscope::testkit
