// SPDX-License-Identifier: Apache-2.0
#include "context/facts/spilled_texts.h"

#include <limits>

namespace wmiscope {
namespace {

constexpr std::size_t kWaiting = 256 << 10;

}  // namespace

std::optional<std::uint32_t> SpilledTexts::add(std::string_view text) {
  constexpr std::size_t kMost = std::numeric_limits<std::int32_t>::max();
  if (error_ != 0 || places_.size() == kMost) return std::nullopt;
  const std::uint64_t offset = (file_ ? file_->size() : 0) + waiting_.size();
  waiting_ += text;
  if (waiting_.size() > kWaiting && !flush()) return std::nullopt;
  places_.push_back({static_cast<std::uint32_t>(offset >> 32), static_cast<std::uint32_t>(offset),
                     static_cast<std::uint32_t>(text.size())});
  return static_cast<std::uint32_t>(places_.size() - 1);
}

bool SpilledTexts::flush() {
  if (!file_) {
    auto made = TempFile::open(folder_);
    if (!made) {
      error_ = made.error();
      return false;
    }
    file_ = std::move(*made);
  }
  error_ = file_->append(ByteView(waiting_));
  if (error_ == 0) waiting_.clear();
  return error_ == 0;
}

std::string_view SpilledTexts::operator[](std::uint32_t number) const {
  const auto [at, is_new] = read_.try_emplace(number);
  if (is_new) at->second = load(places_[number]);
  return at->second;
}

std::string_view SpilledTexts::load(const Place& place) const {
  const std::uint64_t offset = std::uint64_t{place.high} << 32 | place.low;
  const std::uint64_t written = file_ ? file_->size() : 0;
  if (offset >= written) {
    const std::string_view waiting = waiting_;
    const std::size_t at = static_cast<std::size_t>(offset - written);
    return at <= waiting.size() ? arena_.copy(waiting.substr(at, place.size)) : std::string_view();
  }
  char* const to = reinterpret_cast<char*>(arena_.allocate(place.size));
  if (!file_->read_at(offset, to, place.size)) return {};
  return {to, place.size};
}

}  // namespace wmiscope
