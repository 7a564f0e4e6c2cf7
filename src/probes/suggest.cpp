// What to trace instead of a probe that this kernel cannot attach: events of this host that fire in the same
// place, found by the words in the function's name. Leaves: SuggestAlternatives, SimilarEvents. Covered by
// tests/probes/suggest_test.cpp.
#include <algorithm>

#include "probes/attach_point.h"

namespace sonde {
namespace {

constexpr size_t kMostSimilar = 2;

// What stands before the name of a system call or an operation in names of kernel functions.
constexpr std::string_view kPrefixes[] = {
    "__x64_sys_", "__ia32_sys_", "__arm64_sys_", "__se_sys_", "__do_sys_", "do_sys_",
    "ksys_",      "sys_",        "vfs_",         "do_",       "__"};

// Words that say nothing about where a function is.
constexpr std::string_view kCommonWords[] = {"and",   "for",  "from", "func", "get", "set",   "the", "with",
                                             "new",   "one",  "all",  "iter", "sys", "init",  "end", "begin",
                                             "start", "task", "free", "work", "mq",  "finish"};

// Functions and their events do not always use the same word.
constexpr std::pair<std::string_view, std::string_view> kSynonyms[] = {{"blk", "block"}, {"request", "rq"}};

std::string_view StripPrefixes(std::string_view name) {
  for (const std::string_view prefix : kPrefixes) {
    if (name.size() > prefix.size() + 1 && name.starts_with(prefix)) return name.substr(prefix.size());
  }
  return name;
}

// The telling words of a name: "tcp", "sendmsg".
std::vector<std::string> WordsOf(std::string_view name) {
  std::vector<std::string> words;
  while (!name.empty()) {
    const size_t end = std::min(name.find_first_of("_*+"), name.size());
    const std::string_view word = name.substr(0, end);
    const bool common =
        std::find(std::begin(kCommonWords), std::end(kCommonWords), word) != std::end(kCommonWords);
    const auto synonym = std::find_if(std::begin(kSynonyms), std::end(kSynonyms),
                                      [word](const auto& pair) { return pair.first == word; });
    if (synonym != std::end(kSynonyms)) {
      words.emplace_back(synonym->second);
    } else if (word.size() >= 3 && !common) {
      words.emplace_back(word);
    }
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  return words;
}

bool HasWord(std::string_view name, const std::string& word) {
  for (size_t at = name.find(word); at != std::string_view::npos; at = name.find(word, at + 1)) {
    const bool begins = at == 0 || name[at - 1] == '_';
    const bool ends = at + word.size() == name.size() || name[at + word.size()] == '_';
    if (begins && ends) return true;
  }
  return false;
}

std::string NameOf(const std::string& category, const std::string& event) {
  return "tracepoint:" + category + ":" + event;
}

class Suggester {
 public:
  Suggester(ProbeKind kind, const std::string& function, HostView& host)
      : at_return_((RowOf(kind).flags & AtReturn) != 0),
        typed_((RowOf(kind).flags & HasParameters) != 0),
        function_(function),
        operation_(StripPrefixes(function)),
        host_(host) {}

  std::vector<std::string> Similar() {
    const bool system_call = AddSystemCall();
    AddSimilarTracepoints(2);
    if (system_call) AddRawSystemCalls();
    return std::move(sentences_);
  }

  std::vector<std::string> Run() {
    const bool system_call = AddSystemCall();
    AddSimilarTracepoints(system_call ? 2 : 1);
    if (system_call) AddRawSystemCalls();
    if (sentences_.size() < 2) AddSampling();
    if (!host_.Has(Feature::Tracepoint)) AddTracefs();
    if (typed_ && host_.Has(Feature::Kprobe)) {
      sentences_.push_back((at_return_ ? "kretprobe:" : "kprobe:") + function_ + " (the same place; it has " +
                           (at_return_ ? "retval" : "arg0, arg1 ...") + ", without types)");
    }
    sentences_.push_back(typed_ ? "run it in a kernel that allows BPF trampolines "
                                  "(CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS, CONFIG_BPF_JIT)"
                                : "run it in a kernel with CONFIG_KPROBES");
    return std::move(sentences_);
  }

 private:
  // The tracepoints of the system call that the function serves. True when it serves one.
  bool AddSystemCall() {
    const char* way = at_return_ ? "sys_exit_" : "sys_enter_";
    auto matches = host_.MatchTracepoints("syscalls", way + operation_);
    if (matches.empty() && operation_.size() >= 3) {
      matches = host_.MatchTracepoints("syscalls", way + operation_ + "*");
    }
    if (!matches.empty()) {
      sentences_.push_back("tracepoint:syscalls:" + matches[0].second +
                           (at_return_ ? " (args.ret is the return value)" : " (its arguments are in args)"));
      return true;
    }
    auto btf = host_.KernelBtf();
    if (!btf) return false;
    for (const char* prefix : {"__x64_sys_", "__arm64_sys_"}) {
      if ((*btf)->FindFunction(prefix + operation_)) return true;
    }
    return false;
  }

  // Events that share at least `least` words, and a third of all, with the function.
  void AddSimilarTracepoints(long least) {
    const auto words = WordsOf(operation_);
    if (words.empty()) return;
    struct Candidate {
      long score;
      std::string name;
    };
    std::vector<Candidate> candidates;
    for (const auto& [category, event] : host_.MatchTracepoints("*", "*")) {
      if (category == "syscalls") continue;
      const auto hits = std::count_if(words.begin(), words.end(),
                                      [&](const std::string& word) { return HasWord(event, word); });
      if (hits < least || static_cast<size_t>(hits) * 3 < words.size()) continue;
      const long extra = std::count(event.begin(), event.end(), '_');  // fewer other words are nearer
      candidates.push_back({hits * 16 - extra, NameOf(category, event)});
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.score > b.score; });
    for (size_t i = 0; i < std::min(kMostSimilar, candidates.size()); ++i) {
      sentences_.push_back(candidates[i].name + " (an event with a similar name)");
    }
  }

  void AddRawSystemCalls() {
    const std::string event = at_return_ ? "sys_exit" : "sys_enter";
    if (host_.MatchRawTracepoints(event).empty()) return;
    sentences_.push_back("rawtracepoint:" + event +
                         (at_return_ ? " (every system call; args.ret is the return value)"
                                     : " (every system call; args.id is its number)"));
  }

  void AddSampling() {
    sentences_.push_back("profile:hz:99 with kstack as key (shows when " + function_ + " is on a CPU)");
    const auto words = WordsOf(operation_);
    if (!words.empty()) sentences_.push_back("any probe of: sonde -l '*" + words.back() + "*'");
  }

  void AddTracefs() {
    const auto format = host_.Tracepoint("sched", "sched_switch");
    if (format) return;
    for (const auto& hint : format.error().hints)
      sentences_.push_back("tracepoints need tracefs; " + hint);
  }

  bool at_return_;
  bool typed_;  // fentry, fexit
  std::string function_;
  std::string operation_;
  HostView& host_;
  std::vector<std::string> sentences_;
};

}  // namespace

std::vector<std::string> SimilarEvents(ProbeKind kind, const std::string& function, HostView& host) {
  if ((RowOf(kind).flags & InKernel) == 0) return {};
  return Suggester(kind, function, host).Similar();
}

std::vector<std::string> SuggestAlternatives(ProbeKind kind, const std::string& function, HostView& host) {
  if ((RowOf(kind).flags & InKernel) != 0) return Suggester(kind, function, host).Run();
  if ((RowOf(kind).flags & InUser) != 0) {
    return {"profile:hz:99 with ustack as key (shows when " + function + " is on a CPU)",
            "run it in a kernel with CONFIG_UPROBES"};
  }
  std::vector<std::string> sentences;
  if ((RowOf(kind).flags & HasRecord) != 0 && !host.MatchRawTracepoints(function).empty()) {
    sentences.push_back("rawtracepoint:" + function + " (the same event with the kernel's own arguments)");
  }
  if ((RowOf(kind).flags & HasRawArguments) != 0) {
    for (const auto& [category, event] : host.MatchTracepoints("*", function)) {
      sentences.push_back(NameOf(category, event) + " (the same event with its recorded fields)");
    }
  }
  return sentences;
}

}  // namespace sonde
