// SPDX-License-Identifier: Apache-2.0
//
// What wmic and scrcons loaded, wrote and connected to (Sysmon 3, 7, 11, 17, 18, 22; 5857): evidence of the act that
// their start belongs to. Where their start is not in the data, these records are all there is of an
// act: scrcons only runs where a script consumer fires, and wmic loads a script engine, writes a style
// sheet or goes to the Internet only for a style sheet. Facts: wmi-knowledge 1.1, 1.2.
#include <algorithm>
#include <map>

#include "base/ascii.h"
#include "base/format.h"
#include "context/language/command_text.h"
#include "context/recognise/origin.h"
#include "context/recognise/recognisers.h"
#include "context/recognise/trace_reader.h"

namespace wmiscope {
namespace {

constexpr std::uint32_t kEndpointMapper = 135, kFirstDynamic = 49152;

class ProcessTraces : TraceReader {
 public:
  using TraceReader::TraceReader;

  void run() {
    for_each_free([this](std::uint32_t t) {
      switch (kind_of(work_.trace(t))) {
        case TraceKind::kNetwork:
        case TraceKind::kDns:
        case TraceKind::kPipe:
        case TraceKind::kModule:
        case TraceKind::kFile:
          return add(t);
        case TraceKind::kProvider:
          return add_provider(t);
        default:
          return;
      }
    });
  }

 private:
  void add(std::uint32_t t) {
    const std::string_view path = path_of(t);
    if (ends_with_nocase(path, "\\wbem\\wbemcomn.dll")) return add_hijack(t, path, "", "");
    const ProcessIndex p = process_of(t);
    const DraftIndex draft = p == kNoProcess ? lone_draft(t) : work_.owner(p);
    if (draft == kNoDraft) return;
    work_.add_trace(draft, t, shows(t));
    const bool network = kind_of(work_.trace(t)) == TraceKind::kNetwork;
    if (!network || is_own_call(t, draft)) return;
    add_act(payload_act::kNetwork, true,
            format("{}:{}", text(t, "DestinationIp"), text(t, "DestinationPort")),
            work_.drafts[draft].payloads);
  }

  // scrcons is the provider of script consumers: it starts where one fires.
  void add_provider(std::uint32_t t) {
    if (!ends_with_nocase(text(t, "ProviderPath"), "\\scrcons.exe")) return;
    const DraftIndex draft = script_consumer(t);
    work_.add_trace(draft, t, "the provider of script consumers started");
  }

  std::string_view path_of(std::uint32_t t) const {
    switch (kind_of(work_.trace(t))) {
      case TraceKind::kModule:
        return text(t, "ImageLoaded");
      case TraceKind::kFile:
        return text(t, "TargetFilename");
      default:
        return {};
    }
  }

  std::string shows(std::uint32_t t) const {
    const std::string_view image = file_name(text(t, "Image"));
    switch (kind_of(work_.trace(t))) {
      case TraceKind::kNetwork:
        return format("{} connected to {}", image, text(t, "DestinationIp"));
      case TraceKind::kDns:
        return format("{} looked up {}", image, text(t, "QueryName"));
      case TraceKind::kPipe:
        return format("{} opened the pipe {}", image, text(t, "PipeName"));
      case TraceKind::kModule:
        return format("{} loaded {}", image, file_name(path_of(t)));
      default:
        return format("{} wrote {}", image, path_of(t));
    }
  }

  bool is_dcom(std::uint32_t t) const {
    const std::uint32_t port = number_of(text(t, "DestinationPort"));
    return port == kEndpointMapper || port >= kFirstDynamic;
  }

  // wmic's connection to the host that it asks: DCOM, of which only a style sheet's source is none.
  bool is_own_call(std::uint32_t t, DraftIndex draft) const {
    if (ends_with_nocase(text(t, "Image"), "\\scrcons.exe")) return false;
    return is_dcom(t) || work_.drafts[draft].vector != "xsl-script";
  }

  DraftIndex lone_draft(std::uint32_t t) {
    const std::string_view name = file_name(text(t, "Image"));
    if (equals_nocase(name, "scrcons.exe")) return script_consumer(t);
    if (!equals_nocase(name, "wmic.exe")) return kNoDraft;
    const std::pair key(record(t).host, number_of(text(t, "ProcessId")));
    if (const auto at = wmics_.find(key); at != wmics_.end()) return work_.live(at->second);
    const DraftIndex draft = lone_wmic(t);
    if (draft != kNoDraft) wmics_[key] = draft;
    return draft;
  }

  // The latest script consumer of the host, else one of which only the firing is known.
  DraftIndex script_consumer(std::uint32_t t) {
    const TextId host = record(t).host;
    if (const auto at = consumers_.find(host); at != consumers_.end()) {
      return work_.live(at->second);
    }
    DraftIndex best = kNoDraft;
    for (DraftIndex i = 0; i < work_.drafts.size(); ++i) {
      const Draft& draft = work_.drafts[i];
      if (!draft.is_live() || draft.host != host || draft.vector != "script-consumer") continue;
      if (best == kNoDraft || draft.start() >= work_.drafts[best].start()) best = i;
    }
    if (best == kNoDraft) {
      best = add_lone(t, "script-consumer", "had a script consumer fire");
      add_consumer(ConsumerKind::kScript, "", work_.drafts[best].payloads);
    }
    consumers_[host] = best;
    return best;
  }

  DraftIndex lone_wmic(std::uint32_t t) {
    const TraceKind kind = kind_of(work_.trace(t));
    const std::string_view path = path_of(t);
    if (kind == TraceKind::kNetwork && is_dcom(t)) {
      const DraftIndex draft = add_lone(t, "wmic-remote", "ran wmic against another host");
      work_.drafts[draft].name_target(text(t, "DestinationIp"));
      return draft;
    }
    // vbscript.dll is loaded for some times and locales too.
    const bool engine = equals_nocase(file_name(path), "jscript.dll");
    const bool fetched = kind == TraceKind::kFile && ends_with_nocase(path, ".xsl");
    if (kind != TraceKind::kNetwork && !engine && !fetched) return kNoDraft;
    const DraftIndex draft = add_lone(t, "xsl-script", "ran a style sheet with wmic");
    Payload sheet;
    sheet.act = payload_act::kStyleSheet;
    sheet.target = "local";
    sheet.arguments = path;
    if (fetched) sheet.url = path;
    work_.drafts[draft].payloads.push_back(std::move(sheet));
    ActTexts texts;
    texts.style_sheet = engine || fetched ? path : text(t, "DestinationIp");
    work_.judge_part(draft, texts);
    return draft;
  }

  DraftIndex add_lone(std::uint32_t t, std::string_view vector, std::string_view deed) {
    const DraftIndex draft = work_.add_draft(record(t).host, vector);
    Draft& d = work_.drafts[draft];
    d.deed = deed;
    d.user = user_of(t);
    if (vector == "script-consumer") return draft;
    d.origin.kind = OriginKind::kLocal;
    d.origin.confidence = Confidence::kHigh;
    add_reason(d.origin, "caller-here",
               format("{} {} ran on this host", file_name(text(t, "Image")), text(t, "ProcessId")));
    return draft;
  }

  // Newer Sysmon names the user in these.
  std::string_view user_of(std::uint32_t t) const {
    switch (kind_of(work_.trace(t))) {
      case TraceKind::kNetwork:
      case TraceKind::kModule:
      case TraceKind::kFile:
        return text(t, "User");
      default:
        return {};
    }
  }

  std::map<std::pair<TextId, std::uint32_t>, DraftIndex> wmics_;  // by host and pid
  std::map<TextId, DraftIndex> consumers_;                        // by host
};

}  // namespace

void find_process_traces(Case& work) { ProcessTraces(work).run(); }

}  // namespace wmiscope
