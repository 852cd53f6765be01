// SPDX-License-Identifier: Apache-2.0
//
// The open packings lie in layers, the outermost first; each reads the current member of the one
// below it. Below a filter lies what it packs, so issues of a filter, and those of an archive as a
// whole, belong to the member of the next archive below, or to the file: they wait in pending_
// until that is told.
#include "input/archive/unpacker.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "input/archive/gzip_reader.h"
#include "input/archive/libarchive_reader.h"
#include "input/archive/spool.h"
#include "input/registry.h"

namespace wmiscope::archive {
namespace {

// What may lie between the end of an archive and the checksum of the gzip data around it.
constexpr std::size_t kMaxPadding = 1 << 20;
constexpr std::size_t kScratch = 64 * 1024;

void append(std::vector<ReadIssue> from, std::vector<ReadIssue>& to) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

struct Unpacker::Layer {
  Packing packing;
  std::string label;  // of what is packed: a member's name, empty for the file
  Budget& budget;
  std::unique_ptr<FileSource> spooled;
  std::unique_ptr<MemberReader> reader;
  bool met_member = false;

  // The current member.
  std::string member_label;
  std::uint64_t declared_size = 0;
  std::unique_ptr<MemberSource> member;
  std::unique_ptr<PeekedSource> head;
};

Unpacker::Unpacker(FileSource& file, std::string temp_dir)
    : file_(file),
      temp_dir_(std::move(temp_dir)),
      budgets_(limits::kMaxPackingDepth, Budget(file)) {}

Unpacker::~Unpacker() {
  while (!layers_.empty()) layers_.pop_back();
}

bool Unpacker::next(Source& source) {
  source = {};
  if (!root_) {
    root_ = std::make_unique<PeekedSource>(file_, kSniffSize);
    if (enter(root_.get(), "", source)) return true;
  }
  while (!layers_.empty()) {
    settle();
    if (layers_.empty()) break;
    Layer& archive = *layers_.back();
    if (tell_pending(archive.member_label, source)) return true;
    if (advance(archive, source)) return true;
  }
  return tell_pending("", source);
}

// Goes to the next member of the innermost archive, or leaves the archive; whether that gave a
// source.
bool Unpacker::advance(Layer& archive, Source& source) {
  Member member;
  if (archive.budget.spent()) {
    pending_.push_back(archive_limit("the rest of an archive that unpacks to more than is allowed",
                                     archive.budget.limit()));
  } else if (members_ == limits::kMaxMembers) {
    pending_.push_back(
        archive_limit("the rest of an archive of too many members", limits::kMaxMembers));
  } else if (archive.reader->next(member)) {
    ++members_;
    archive.met_member = true;
    archive.declared_size = member.size;
    archive.member_label = archive.label.empty() ? member.name : archive.label + "!/" + member.name;
    source.member = archive.member_label;
    if (member.link) {
      source.skipped = "a link";
      return true;
    }
    if (!member.encrypted) return enter(open_member(archive), archive.member_label, source);
    source.issues.emplace_back().code = "archive-encrypted";
    source.issues.back().what = "an encrypted member";
    return true;
  }
  pop();
  return false;
}

// Goes through the filters around `bytes` to what they hold: a source, or an archive, whose members
// are still to come; whether it is a source.
bool Unpacker::enter(PeekedSource* bytes, const std::string& label, Source& source) {
  while (const auto packing = packing_of(bytes->head())) {
    packed_ = true;
    Layer* const layer = push(*packing, *bytes, label);
    if (!layer) {
      source.member = label;
      finish(source.issues);
      return true;
    }
    if (is_archive(*packing)) return false;
    Member member;
    layer->reader->next(member);
    bytes = open_member(*layer);
  }
  source.member = label;
  source.bytes = bytes;
  return true;
}

bool Unpacker::allowed(Packing packing) const {
  const auto archives = std::count_if(layers_.begin(), layers_.end(),
                                      [](const auto& layer) { return is_archive(layer->packing); });
  if (is_archive(packing) && archives >= static_cast<std::ptrdiff_t>(limits::kMaxArchiveDepth)) {
    return false;
  }
  return layers_.size() < limits::kMaxPackingDepth;
}

// Null where that may not be or needs a temporary file that cannot be had; pending_ says why.
Unpacker::Layer* Unpacker::push(Packing packing, PeekedSource& bytes, const std::string& label) {
  if (!allowed(packing)) {
    pending_.push_back(archive_limit("an archive nested too deeply", limits::kMaxArchiveDepth));
    return nullptr;
  }
  auto layer = std::make_unique<Layer>(packing, label, budgets_[layers_.size()]);
  FileSource* file = layers_.empty() && file_.size() ? &file_ : nullptr;
  if (!file && needs_seeking(packing)) {
    auto spooled = spool(bytes, temp_dir_);
    const bool bomb = !layers_.empty() && layers_.back()->member->limit();
    if (!spooled) pending_.push_back(spooled.error());
    if (!spooled || bomb) return nullptr;
    layer->spooled = std::make_unique<FileSource>(std::move(*spooled));
    file = layer->spooled.get();
  }
  if (packing == Packing::kGzip) {
    layer->reader = std::make_unique<GzipReader>(bytes);
  } else {
    layer->reader =
        std::make_unique<LibarchiveReader>(packing, bytes, is_archive(packing) ? file : nullptr);
  }
  return layers_.emplace_back(std::move(layer)).get();
}

PeekedSource* Unpacker::open_member(Layer& layer) {
  layer.member = std::make_unique<MemberSource>(*layer.reader, layer.budget);
  layer.head = std::make_unique<PeekedSource>(*layer.member, kSniffSize);
  return layer.head.get();
}

void Unpacker::close_member(Layer& layer) {
  if (!layer.member) return;
  append(layer.reader->take_issues(), pending_);
  if (layer.member->limit()) pending_.push_back(*layer.member->limit());
  const std::uint64_t unpacked = layer.member->unpacked();
  if (layer.reader->skips_by_reading() && layer.declared_size > unpacked) {
    layer.budget.spend(layer.declared_size - unpacked);
  }
  layer.head.reset();
  layer.member.reset();
}

// Leaves the member that was read: the filters around it, and its place in the archive.
void Unpacker::settle() {
  while (!layers_.empty() && !is_archive(layers_.back()->packing)) pop();
  if (!layers_.empty()) close_member(*layers_.back());
}

void Unpacker::pop() {
  Layer& layer = *layers_.back();
  close_member(layer);
  append(layer.reader->take_archive_issues(), pending_);
  const bool archive = is_archive(layer.packing);
  if (archive && !layer.met_member) pending_skip_ = "an empty archive";
  layers_.pop_back();
  if (!archive || layers_.empty() || is_archive(layers_.back()->packing)) return;
  // The checksum of a tar.gz lies behind the end of the tar.
  std::vector<std::uint8_t> scratch(kScratch);
  for (std::size_t read = 0; read < kMaxPadding; read += kScratch) {
    if (layers_.back()->head->read(scratch.data(), kScratch) < kScratch) break;
  }
}

bool Unpacker::tell_pending(const std::string& label, Source& source) {
  const std::string_view skip = std::exchange(pending_skip_, {});
  if (pending_.empty() && skip.empty()) return false;
  source.member = label;
  source.issues = std::exchange(pending_, {});
  source.skipped = skip;
  return true;
}

void Unpacker::finish(std::vector<ReadIssue>& issues) {
  settle();
  append(std::exchange(pending_, {}), issues);
}

void Unpacker::give_up() {
  if (layers_.empty()) return;
  Layer& layer = *layers_.back();
  std::vector<std::uint8_t> scratch(kScratch);
  while (layer.member->looks_like_bomb()) {
    if (layer.member->read(scratch.data(), kScratch) == 0) break;
  }
}

}  // namespace wmiscope::archive
