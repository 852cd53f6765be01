// SPDX-License-Identifier: Apache-2.0
//
// Every bound on what input may ask of the program, by name. What exceeds one is a read issue or a
// refused rule, never a crash or a hang.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wmiscope::limits {

// EVTX. Real templates nest four deep and name at most about sixty substitutions.
inline constexpr std::size_t kMaxElementDepth = 64;     // open elements in one fragment
inline constexpr std::size_t kMaxFragmentDepth = 8;     // binary XML inside substitution values
inline constexpr std::size_t kMaxFragments = 64;        // templates and fragments of one record
inline constexpr std::size_t kMaxSubstitutions = 1024;  // values of one template instance
inline constexpr std::size_t kMaxReferences = 16;       // of a template to one of its values
inline constexpr std::size_t kMaxNormalForm = 1 << 18;  // bytes of one template's normal form
inline constexpr std::size_t kMaxChunkForms =
    2 << 20;  // of the templates of one chunk; real: 200 KiB
inline constexpr std::size_t kMaxLooseForms = 8 << 20;  // of plain fragments of one block
inline constexpr std::size_t kMaxRecordJson = 16
                                              << 20;  // bytes of one record as JSON; real: 200 KiB
inline constexpr std::size_t kMaxRecordNodes = 1 << 18;  // XML nodes of one record; real: 200
inline constexpr std::size_t kMaxCachedForms = 8 << 20;  // of templates, per thread

// Issues kept for delivery (contracts.md section 3); the rest are counted.
inline constexpr std::size_t kMaxIssuesPerFile = 100;
inline constexpr std::size_t kMaxIssuesPerRun = 10'000;

// Rules.
inline constexpr std::size_t kMaxRuleFileSize = 4 << 20;
inline constexpr std::size_t kMaxConditionDepth = 100;  // parentheses and `not` in a condition
inline constexpr std::size_t kMaxYamlDepth = 64;
inline constexpr std::size_t kMaxYamlDocuments = 65536;  // in one file
inline constexpr std::size_t kMaxConditionNodes = 4096;  // and, or, not, fields of one rule
inline constexpr std::size_t kMaxFieldNames = 60'000;    // of all rules; FieldId has 16 bits
inline constexpr std::size_t kMaxCheapConditions = 64;   // raw tests of one condition
inline constexpr std::size_t kMaxExprDepth = 16;   // functions within functions of a field table
inline constexpr int kMaxRegexMemory = 8 << 20;    // bytes of one compiled expression
inline constexpr std::size_t kMaxNameLength = 64;  // of a mistyped name worth a "did you mean"

// JSON and other text.
inline constexpr std::size_t kMaxJsonValue = 16 << 20;  // bytes of one event or line
inline constexpr std::size_t kMaxJsonDepth = 32;        // what nests deeper is not looked at
inline constexpr std::size_t kMaxJsonNodes = 65536;     // members and items of one event
inline constexpr std::size_t kMaxWrapperStart = 65536;  // bytes in front of a list of events

// Event XML.
inline constexpr std::size_t kMaxEventXml = 16 << 20;  // bytes of one event

// Archives and compressed files. Real logs shrink to a tenth, the most uniform ones to a hundredth.
inline constexpr std::size_t kMaxArchiveDepth = 2;     // an archive in an archive
inline constexpr std::size_t kMaxPackingDepth = 6;     // archives and compressions together
inline constexpr std::uint64_t kMaxUnpackRatio = 250;  // unpacked to packed bytes, once there are
inline constexpr std::uint64_t kMinUnpackedSize = 64ULL << 20;   // so many unpacked bytes
inline constexpr std::uint64_t kMaxMemberSize = 64ULL << 30;     // unpacked bytes of one member
inline constexpr std::uint64_t kMaxUnpackedSize = 512ULL << 30;  // and of all that one file holds
inline constexpr std::uint64_t kMaxSpoolSize = 32ULL << 30;      // bytes of a temporary file
inline constexpr std::size_t kMaxMembers = 1'000'000;            // of one file, nested ones too
inline constexpr std::size_t kMaxMemberName = 4096;              // bytes shown of a member's name
inline constexpr std::size_t kMaxBrokenMembers = 100;            // of a zip, before it is given up

// Folders met while walking.
inline constexpr std::size_t kMaxFolderDepth = 128;

}  // namespace wmiscope::limits
