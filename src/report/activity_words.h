// SPDX-License-Identifier: Apache-2.0
//
// The words of an activity for people, as the table and `explain` print them.
//
//   origin_word(activity.origin.kind);     // "REMOTE"
//   who_and_whence(activity);              // "THESHIRE\pgustavo from 172.18.39.5"
//   purposes_text(activity);               // "lateral movement, code execution"
//
// Nothing here is escaped: what comes from events still has to be. No state, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wmiscope/activity.h"

namespace wmiscope {

std::string_view origin_word(OriginKind kind);  // "REMOTE", "LOCAL", "UNKNOWN"
std::string_view confidence_word(Confidence confidence);

// The user, and from which host or by which program of this host.
std::string who_and_whence(const Activity& activity);

// Purposes in their rank; empty where none is known.
std::string purposes_text(const Activity& activity);

// ATT&CK ids: those of `first`, then those of the purposes, each once.
std::vector<std::string> attack_ids(const Activity& activity,
                                    const std::vector<std::string>& first);

// All reasons in one sentence, with the confidence where it is not high.
std::string reasons_text(const Origin& origin);

// "ActiveScript" of "ActiveScriptEventConsumer".
std::string_view consumer_class(std::string_view class_name);

// Web addresses in command lines, decoded texts and the payload, each once, at most kMaxAddresses.
inline constexpr std::size_t kMaxAddresses = 20;
std::vector<std::string> web_addresses(const Activity& activity);

// What follows the last backslash.
std::string_view image_name(std::string_view path);

// The first eight digits of an id, by which `explain` finds it.
std::string_view short_id(std::string_view id);

}  // namespace wmiscope
