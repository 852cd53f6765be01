// SPDX-License-Identifier: Apache-2.0
//
// Facts one behind the other, in pieces of fixed size: they never move, so that the list grows
// without copying and without a moment in which it is there twice.
//
//   FactList<ProcessFact> starts;
//   starts.push_back(fact);
//   for (const ProcessFact& start : starts) …      starts[7]  starts.size()
//
// Not thread-safe.
#pragma once

#include <cstddef>
#include <vector>

namespace wmiscope {

template <typename T>
class FactList {
 public:
  void push_back(const T& fact) {
    if (size_ % kPiece == 0) pieces_.emplace_back().reserve(kPiece);
    pieces_.back().push_back(fact);
    ++size_;
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const T& front() const { return (*this)[0]; }
  const T& back() const { return (*this)[size_ - 1]; }
  T& operator[](std::size_t i) { return pieces_[i / kPiece][i % kPiece]; }
  const T& operator[](std::size_t i) const { return pieces_[i / kPiece][i % kPiece]; }

  template <typename List, typename Fact>
  class Iterator {
   public:
    Iterator(List& list, std::size_t at) : list_(&list), at_(at) {}
    Fact& operator*() const { return (*list_)[at_]; }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    bool operator==(const Iterator& other) const { return at_ == other.at_; }

   private:
    List* list_;
    std::size_t at_;
  };
  auto begin() { return Iterator<FactList, T>(*this, 0); }
  auto end() { return Iterator<FactList, T>(*this, size_); }
  auto begin() const { return Iterator<const FactList, const T>(*this, 0); }
  auto end() const { return Iterator<const FactList, const T>(*this, size_); }

 private:
  static constexpr std::size_t kPiece = 256;

  std::vector<std::vector<T>> pieces_;  // all full but the last one
  std::size_t size_ = 0;
};

}  // namespace wmiscope
