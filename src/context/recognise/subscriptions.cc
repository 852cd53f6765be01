// SPDX-License-Identifier: Apache-2.0
//
// Permanent event subscriptions: filter, consumer and binding joined by name over the whole log of
// a host, since their order is not fixed, and told apart by generation, since a name that was
// deleted may be created anew. Facts: wmi-knowledge section 2.
#include <algorithm>
#include <map>
#include <optional>

#include "base/ascii.h"
#include "base/filetime.h"
#include "base/format.h"
#include "context/language/command_text.h"
#include "context/language/subscription_text.h"
#include "context/language/wql.h"
#include "context/recognise/origin.h"
#include "context/recognise/recognisers.h"
#include "context/recognise/triad_names.h"

namespace wmiscope {
namespace {

constexpr std::uint64_t kTogether = 10 * kTicksPerSecond;    // parts without a binding
constexpr std::uint64_t kActivation = 5 * kTicksPerSecond;   // 5861 and its 5859
constexpr std::uint64_t kCaller = 3 * kTicksPerSecond;       // a caller before what it made
constexpr std::uint64_t kCreator = 2 * kTicksPerSecond;      // any program before it
constexpr std::uint64_t kNamed = 30 * 60 * kTicksPerSecond;  // a caller that names its parts
constexpr std::size_t kTellingName = 4;                      // letters of a name that is no chance

enum class Op : std::uint8_t { kCreated, kModified, kDeleted, kActive };

Op op_of(std::string_view operation) {
  if (equals_nocase(operation, "deleted")) return Op::kDeleted;
  if (equals_nocase(operation, "modified")) return Op::kModified;
  return Op::kCreated;
}

std::string_view op_words(Op op) {
  switch (op) {
    case Op::kCreated:
      return "created";
    case Op::kModified:
      return "modified";
    case Op::kDeleted:
      return "deleted";
    case Op::kActive:
      return "active";
  }
  return "";
}

std::uint64_t apart(std::uint64_t a, std::uint64_t b) { return a > b ? a - b : b - a; }

// What one record says of a subscription.
struct Part {
  std::uint32_t trace = 0;
  TraceKind kind{};
  Op op = Op::kCreated;
  std::uint64_t when = 0;
  std::string user;  // DOMAIN\name of Sysmon, SID of MOF
  std::string filter_name, filter_query, filter_namespace;
  std::string consumer_name, consumer_class, consumer_payload;
};

// Several parts that are one subscription.
struct Triad {
  TextId host = kNoText;
  std::string filter_name, consumer_name, consumer_class;  // lower case; empty: not known
  bool bound = false;
  std::vector<Part> parts;

  std::uint64_t first() const {
    std::uint64_t least = kNoNumber;
    for (const Part& part : parts) least = std::min(least, part.when);
    return least;
  }
};

class Subscriptions {
 public:
  explicit Subscriptions(Case& work) : work_(work) {}

  void run() {
    for (const std::uint32_t t : work_.traces) {
      if (auto part = read(t)) parts_.push_back(std::move(*part));
      if (kind_of(work_.trace(t)) == TraceKind::kFilterActive) activations_.push_back(t);
    }
    for (Part& part : parts_) number(part);
    // Bindings name both ends: they make the triads that filters and consumers then find.
    for (const bool bindings : {true, false}) {
      for (Part& part : parts_) {
        if (names_both(part) == bindings) place(part);
      }
    }
    find_callers();
    for (Triad& triad : triads_) make_draft(triad);
  }

 private:
  static bool names_both(const Part& part) {
    return part.kind == TraceKind::kBinding || part.kind == TraceKind::kPermanent;
  }

  std::optional<Part> read(std::uint32_t t) const {
    const Trace& trace = work_.trace(t);
    Part part;
    part.trace = t;
    part.kind = kind_of(trace);
    part.when = trace.record.when();
    switch (part.kind) {
      case TraceKind::kFilter:
        part.filter_name = normal_text(work_.text(trace, "Name"));
        part.filter_query = normal_text(work_.text(trace, "Query"));
        part.filter_namespace = normal_namespace(normal_text(work_.text(trace, "EventNamespace")));
        break;
      case TraceKind::kConsumer:
        part.consumer_name = normal_text(work_.text(trace, "Name"));
        part.consumer_class = consumer_class(work_.text(trace, "Type"));
        part.consumer_payload = normal_text(work_.text(trace, "Destination"));
        break;
      case TraceKind::kBinding:
        read_binding(trace, part);
        break;
      case TraceKind::kPermanent:
        return read_permanent(trace, part);
      default:
        return std::nullopt;
    }
    part.op = op_of(work_.text(trace, "Operation"));
    part.user = work_.text(trace, "User");
    return part;
  }

  void read_binding(const Trace& trace, Part& part) const {
    if (const auto filter = parse_reference(work_.text(trace, "Filter"))) {
      part.filter_name = filter->name;
    }
    if (const auto consumer = parse_reference(work_.text(trace, "Consumer"))) {
      part.consumer_name = consumer->name;
      part.consumer_class = consumer->class_name;
    }
  }

  std::optional<Part> read_permanent(const Trace& trace, Part& part) const {
    part.op = Op::kActive;
    part.filter_name = work_.text(trace, "ESS");
    if (const auto consumer = parse_reference(work_.text(trace, "CONSUMER"))) {
      part.consumer_name = consumer->name;
      part.consumer_class = consumer->class_name;
    }
    if (const auto mof = parse_binding(work_.text(trace, "PossibleCause"))) {
      if (part.filter_name.empty()) part.filter_name = mof->filter.name;
      if (part.consumer_name.empty()) part.consumer_name = mof->consumer.name;
      if (part.consumer_class.empty()) part.consumer_class = mof->consumer.class_name;
      part.filter_query = mof->filter.query;
      part.filter_namespace = mof->filter.name_space;
      part.consumer_payload = mof->consumer.payload;
      part.user =
          mof->filter.creator_sid.empty() ? mof->consumer.creator_sid : mof->filter.creator_sid;
    }
    return part;
  }

  // Names of what was deleted and made anew get a number, so that they do not join the old ones.
  void number(Part& part) {
    const TextId host = work_.trace(part.trace).record.host;
    const auto generation = [&](std::string& name, std::string_view what) {
      if (name.empty()) return;
      Life& life = lives_[format("{} {} {}", host, what, to_ascii_lower(name))];
      if (life.deleted && part.op != Op::kDeleted) {
        ++life.generation;
        life.deleted = false;
      }
      if (part.op == Op::kDeleted) life.deleted = true;
      part_generation_[part.trace] = std::max(part_generation_[part.trace], life.generation);
    };
    if (part.kind == TraceKind::kFilter) generation(part.filter_name, "filter");
    if (part.kind == TraceKind::kConsumer) generation(part.consumer_name, "consumer");
    if (names_both(part)) {
      std::string both = part.filter_name + "\x1F" + part.consumer_name;
      generation(both, "binding");
    }
  }

  int generation_of(const Part& part) const {
    const auto at = part_generation_.find(part.trace);
    return at == part_generation_.end() ? 0 : at->second;
  }

  bool belongs(const Part& part, const Triad& triad) const {
    if (triad.host != work_.trace(part.trace).record.host || !names_fit(part, triad)) return false;
    return std::ranges::any_of(triad.parts, [&](const Part& other) {
      return generation_of(other) == generation_of(part);
    });
  }

  bool names_fit(const Part& part, const Triad& triad) const {
    const std::string filter = to_ascii_lower(part.filter_name);
    const std::string consumer = to_ascii_lower(part.consumer_name);
    if (names_both(part)) return triad.filter_name == filter && triad.consumer_name == consumer;
    if (part.kind == TraceKind::kFilter) return filter_fits(part, triad, filter);
    return consumer_fits(part, triad, consumer);
  }

  bool filter_fits(const Part& part, const Triad& triad, const std::string& name) const {
    if (!triad.filter_name.empty()) return triad.filter_name == name;
    return goes_together(part, triad, triad.consumer_name == name);
  }

  bool consumer_fits(const Part& part, const Triad& triad, const std::string& name) const {
    if (!triad.consumer_name.empty()) {
      return triad.consumer_name == name &&
             (triad.consumer_class.empty() || part.consumer_class.empty() ||
              consumer_kind(triad.consumer_class) == consumer_kind(part.consumer_class));
    }
    return goes_together(part, triad, triad.filter_name == name);
  }

  // Parts that no binding joins: of one account, at one moment; of one name, within minutes.
  bool goes_together(const Part& part, const Triad& triad, bool same_name) const {
    const std::uint64_t window = same_name ? 30 * kTogether : kTogether;
    return std::ranges::any_of(triad.parts, [&](const Part& other) {
      return apart(other.when, part.when) <= window && equals_nocase(other.user, part.user);
    });
  }

  // The first triad that it belongs to, else a new one.
  void place(Part& part) {
    const TextId host = work_.trace(part.trace).record.host;
    const std::vector<std::size_t> possible = possible_triads(host, part);
    const auto found =
        std::ranges::find_if(possible, [&](std::size_t t) { return belongs(part, triads_[t]); });
    const std::size_t at = found == possible.end() ? triads_.size() : *found;
    if (at == triads_.size()) triads_.emplace_back().host = host;
    Triad& triad = triads_[at];
    if (triad.consumer_class.empty()) triad.consumer_class = to_ascii_lower(part.consumer_class);
    by_filter_.take(host, at, part.filter_name, part.when, triad.filter_name);
    by_consumer_.take(host, at, part.consumer_name, part.when, triad.consumer_name);
    triad.bound = triad.bound || names_both(part);
    triad.parts.push_back(std::move(part));
  }

  // In the order in which they were made.
  std::vector<std::size_t> possible_triads(TextId host, const Part& part) const {
    std::vector<std::size_t> found;
    if (part.kind == TraceKind::kConsumer) {
      by_consumer_.find(host, part.consumer_name, part.when, found);
    } else {
      by_filter_.find(host, part.filter_name, names_both(part) ? kNoNumber : part.when, found);
    }
    std::ranges::sort(found);
    return found;
  }

  void make_draft(Triad& triad) {
    std::ranges::sort(triad.parts, {}, [](const Part& p) { return std::pair(p.when, p.trace); });
    Subscription s = describe(triad);
    const ConsumerKind kind = consumer_kind(s.consumer.class_name);
    const DraftIndex draft = work_.add_draft(triad.host, consumer_vector(kind));
    for (const Part& part : triad.parts) work_.add_trace(draft, part.trace, shows(part));
    add_activations(draft, triad, s);
    Draft& d = work_.drafts[draft];
    name_creator(triad, s, d);
    add_consumer(kind, s.consumer.payload, d.payloads);
    d.decode(s.consumer.payload);
    d.deed = deed(triad, s);
    judge(draft, s);
    d.subscription = std::move(s);
    find_origin(draft, triad);
    work_.drafts[draft].mark_remote();
  }

  Subscription describe(const Triad& triad) const {
    Subscription s;
    s.bound = triad.bound;
    const auto take = [](std::string& to, const std::string& from) {
      if (!from.empty()) to = from;
    };
    for (const Part& part : triad.parts) {
      take(s.filter.name, part.filter_name);
      take(s.filter.query, part.filter_query);
      take(s.filter.name_space, part.filter_namespace);
      take(s.consumer.name, part.consumer_name);
      if (part.consumer_class.find("Consumer") != std::string::npos ||
          s.consumer.class_name.empty()) {
        take(s.consumer.class_name, part.consumer_class);
      }
      take(s.consumer.payload, part.consumer_payload);
      const Time time = work_.store.time_of(work_.trace(part.trace).record);
      if (part.op == Op::kCreated && !s.created.known()) s.created = time;
      if (part.op == Op::kDeleted) s.deleted = time;
    }
    s.filter.kind = filter_kind(s.filter.query);
    return s;
  }

  std::string shows(const Part& part) const {
    switch (part.kind) {
      case TraceKind::kFilter:
        return format("event filter \"{}\" {}", part.filter_name, op_words(part.op));
      case TraceKind::kConsumer:
        return format("event consumer \"{}\" {}", part.consumer_name, op_words(part.op));
      case TraceKind::kBinding:
        return format("binding of filter \"{}\" and consumer \"{}\" {}", part.filter_name,
                      part.consumer_name, op_words(part.op));
      default:
        return format("subscription of filter \"{}\" and consumer \"{}\" active", part.filter_name,
                      part.consumer_name);
    }
  }

  // 5859 has no name: the query joins it, at the moment of the 5861 or of the filter.
  void add_activations(DraftIndex draft, const Triad& triad, const Subscription& s) {
    if (s.filter.query.empty()) return;
    const std::string key = query_key(s.filter.query);
    for (const std::uint32_t t : activations_) {
      const Trace& trace = work_.trace(t);
      if (trace.record.host != triad.host || work_.trace_owner(t) != kNoDraft) continue;
      const bool near = std::ranges::any_of(triad.parts, [&](const Part& part) {
        return apart(part.when, trace.record.when()) <= kActivation;
      });
      if (near && query_key(work_.text(trace, "Query")) == key) {
        work_.add_trace(draft, t, "the filter's query was activated");
      }
    }
  }

  void name_creator(const Triad& triad, Subscription& s, Draft& d) const {
    for (const Part& part : triad.parts) {
      if (part.user.empty()) continue;
      if (part.user.starts_with("S-1-")) {
        if (d.user_sid.empty()) d.user_sid = part.user;
      } else if (d.user.empty()) {
        d.user = part.user;
      }
    }
    if (d.user.empty()) d.user = work_.logons.name_of_sid(d.user_sid);
    s.creator = d.user.empty() ? d.user_sid : d.user;
  }

  static std::string deed(const Triad& triad, const Subscription& s) {
    const bool modified =
        std::ranges::any_of(triad.parts, [](const Part& part) { return part.op == Op::kModified; });
    const bool created = s.created.known() || std::ranges::any_of(triad.parts, [](const Part& p) {
                           return p.op == Op::kActive;
                         });
    const std::string_view verb = created ? "made" : modified ? "changed" : "deleted";
    const std::string& name = s.consumer.name.empty() ? s.filter.name : s.consumer.name;
    return format("{} the permanent subscription \"{}\"", verb, name);
  }

  void judge(DraftIndex draft, const Subscription& s) {
    ActTexts texts;
    texts.filter_name = s.filter.name;
    texts.filter_query = s.filter.query;
    texts.consumer_name = s.consumer.name;
    texts.consumer_class = s.consumer.class_name;
    texts.consumer_payload = s.consumer.payload;
    texts.creator_sid = work_.drafts[draft].user_sid;
    texts.user = work_.drafts[draft].user;
    work_.judge_part(draft, texts);
  }

  // A caller of this host that made it, else a program of the creator just before, else a logon of
  // the creator over the network just before.
  void find_origin(DraftIndex draft, const Triad& triad) {
    std::uint64_t first = kNoNumber;
    for (const Part& part : triad.parts) {
      if (part.op != Op::kActive) first = std::min(first, part.when);
    }
    if (take_over_callers(draft, triad)) return;
    if (first == kNoNumber) return;
    Draft& d = work_.drafts[draft];
    const ProcessIndex creator = creator_of(triad, d.user, first);
    if (creator != kNoProcess) {
      const std::string_view image = file_name(work_.text(work_.process(creator).image));
      d.origin = origin_of_caller(work_, creator);
      d.origin.confidence = Confidence::kMedium;
      add_reason(d.origin, "creator-before",
                 format("inferred: {} of the same account started {} ms before", image,
                        (first - work_.when(creator)) / 10'000));
      work_.add_process(draft, creator, Role::kCaller, format("{} started", image));
      work_.add_ancestors(draft, creator);
      return;
    }
    d.origin = origin_by_network_logon(work_, triad.host, d.user, first, kCaller);
    for (const LogonFact* logon :
         work_.logons.network(triad.host, d.user, first - kCaller, first + kTicksPerSecond)) {
      if (d.origin.kind == OriginKind::kRemote) work_.add_logon(draft, *logon, "its logon");
    }
  }

  static bool speaks_of_subscriptions(const Draft& draft) {
    return std::ranges::any_of(draft.payloads, [](const Payload& payload) {
      const std::string_view name = payload.class_name;
      return starts_with_nocase(name, "__event") || starts_with_nocase(name, "__filterto") ||
             starts_with_nocase(name, "__intervaltimer") || ends_with_nocase(name, "consumer");
    });
  }

  // A record of Sysmon's moments after the caller; any record not long after one that gives the name.
  // (A 5861 is also written at each start of WMI, when nobody made anything.)
  static bool is_about(const Draft& caller, const Triad& triad) {
    const std::uint64_t at = caller.start();
    const auto within = [&](const Part& part, std::uint64_t window) {
      return part.when + kTicksPerSecond >= at && part.when <= caller.end() + window;
    };
    const bool near = std::ranges::any_of(triad.parts, [&](const Part& part) {
      return part.op != Op::kActive && within(part, kCaller);
    });
    if (near) return true;
    const bool later =
        std::ranges::any_of(triad.parts, [&](const Part& part) { return within(part, kNamed); });
    return later &&
           (gives_name(caller, triad.filter_name) || gives_name(caller, triad.consumer_name));
  }

  static bool gives_name(const Draft& caller, std::string_view name) {
    if (name.size() < kTellingName) return false;
    return std::ranges::any_of(caller.payloads, [&](const Payload& payload) {
      return std::ranges::any_of(payload_fields(), [&](const PayloadField& field) {
        return find_nocase(payload.*field.member, name) != std::string_view::npos;
      });
    });
  }

  void find_callers() {
    for (DraftIndex i = 0; i < work_.drafts.size(); ++i) {
      const Draft& draft = work_.drafts[i];
      if (!draft.is_live() || draft.subscription || draft.evidence.empty()) continue;
      if (draft.vector == "odd-client" || draft.vector == "mof-compile" ||
          speaks_of_subscriptions(draft)) {
        callers_.push_back(i);
      }
    }
  }

  bool take_over_callers(DraftIndex draft, const Triad& triad) {
    bool found = false;
    for (const DraftIndex other : callers_) {
      const Draft& caller = work_.drafts[other];
      if (caller.host != triad.host || !caller.is_live()) continue;
      const bool others_tool =
          caller.vector == "odd-client" && !same_account(caller.user, work_.drafts[draft].user);
      if (others_tool && !speaks_of_subscriptions(caller)) continue;
      if (!is_about(caller, triad)) continue;
      work_.merge(draft, other);
      found = true;
    }
    return found;
  }

  ProcessIndex creator_of(const Triad& triad, std::string_view user, std::uint64_t first) {
    if (user.empty()) return kNoProcess;
    order_starts();
    const std::span<const Moment> before = starts_->until(triad.host, 0, first);
    for (auto start = before.rbegin(); start != before.rend(); ++start) {
      if (start->when + kCreator < first) break;
      const ProcessFact& fact = work_.process(start->fact);
      if ((fact.marks & kMarkConhost) != 0 || !work_.is_free(start->fact)) continue;
      if (same_account(work_.text(fact.user), user)) return work_.tree.chief(start->fact);
    }
    return kNoProcess;
  }

  void order_starts() {
    if (starts_) return;
    starts_.emplace();
    ProcessIndex p = 0;
    for (const ProcessFact& fact : work_.store.processes()) {
      starts_->add(fact.record.host, 0, fact.record.when(), p++);
    }
    starts_->order();
  }

  struct Life {
    int generation = 0;
    bool deleted = false;
  };

  Case& work_;
  std::vector<Part> parts_;
  std::vector<Triad> triads_;
  TriadNames by_filter_{30 * kTogether};
  TriadNames by_consumer_{30 * kTogether};
  std::vector<DraftIndex> callers_;  // that may have made one
  std::map<std::string, Life> lives_;
  std::map<std::uint32_t, int> part_generation_;  // by trace
  std::vector<std::uint32_t> activations_;        // 5859
  std::optional<Moments> starts_;                 // of all processes, by host; once asked for
};

}  // namespace

void find_subscriptions(Case& work) { Subscriptions(work).run(); }

}  // namespace wmiscope
