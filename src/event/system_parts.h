// SPDX-License-Identifier: Apache-2.0
//
// Where the parts of the envelope stand below System in the Windows event schema
// ([MS-EVEN6], event.xsd): for every reader and writer of event XML, binary or text.
//
//   for (const SystemPart& part : kSystemParts) …
#pragma once

#include <string_view>

#include "event/fields.h"

namespace wmiscope {

struct SystemPart {
  std::string_view element;
  std::string_view attribute;  // empty: the element's text
  SystemField field;
};

inline constexpr SystemPart kSystemParts[] = {
    {"Provider", "Name", SystemField::kProvider},
    {"EventID", "", SystemField::kEventId},
    {"Version", "", SystemField::kVersion},
    {"Level", "", SystemField::kLevel},
    {"Task", "", SystemField::kTask},
    {"Opcode", "", SystemField::kOpcode},
    {"Keywords", "", SystemField::kKeywords},
    {"TimeCreated", "SystemTime", SystemField::kTime},
    {"EventRecordID", "", SystemField::kRecordId},
    {"Execution", "ProcessID", SystemField::kProcessId},
    {"Execution", "ThreadID", SystemField::kThreadId},
    {"Channel", "", SystemField::kChannel},
    {"Computer", "", SystemField::kComputer},
    {"Security", "UserID", SystemField::kUserId},
};

}  // namespace wmiscope
