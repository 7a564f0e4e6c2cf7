// Reading libbpf's and the verifier's messages after a refused load. Leaves: ExplainLoadFailure.
// Covered by tests/runtime/loader_test.cpp.
#include "runtime/verifier_error.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <iterator>
#include <string>
#include <vector>

#include "bundle/location.h"
#include "runtime/lockdown.h"

namespace sonde::runtime {
namespace {

std::string_view Between(std::string_view text, std::string_view before, std::string_view after) {
  const size_t begin = text.find(before);
  if (begin == std::string_view::npos) return {};
  text.remove_prefix(begin + before.size());
  return text.substr(0, text.find(after));
}

// The program that libbpf names in: prog 'NAME': BPF program load failed
std::string_view RefusedProgram(std::string_view log) {
  const size_t at = log.find("': BPF program load failed");
  if (at == std::string_view::npos) return {};
  const size_t quote = log.rfind("prog '", at);
  if (quote == std::string_view::npos) return {};
  return log.substr(quote + 6, at - quote - 6);
}

const bundle::ProbeMeta* FindProbe(const bundle::Metadata& metadata, std::string_view program) {
  for (const bundle::ProbeMeta& probe : metadata.probes) {
    if (probe.program == program) return &probe;
  }
  return nullptr;
}

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

// What the verifier says when it gives up, for people. The first row whose sign a line contains counts.
struct Verdict {
  std::string_view sign;
  const char* words;
  const char* cause;
};
constexpr char kStackTooLarge[] =
    "Stack size is too large. Trying moving some scratch variables into maps or try setting a lower "
    "on_stack_limit (e.g. `config = { on_stack_limit=16 }`)";
constexpr char kRoundByRound[] =
    "loops of C are followed round by round, `for` and `while` of the script are not; a large probe can be "
    "several, "
    "which run in the order of the script";
constexpr char kBound[] =
    "in C, look before: if (i < N), of an unsigned i; or cut it: i & (N - 1), where N is a power of two";
constexpr Verdict kVerdicts[] = {
    {"infinite loop detected", "the kernel cannot see that a loop ends",
     "in C, count its rounds in a local variable up to a constant; `for` and `while` of the script may be of "
     "any length"},
    {"back-edge from insn", "the kernel cannot see that a loop ends", kRoundByRound},
    {"program is too large", "checking the probe takes the kernel more steps than it makes", kRoundByRound},
    {"jumps is too complex", "the probe has more branches than the kernel follows", kRoundByRound},
    {"combined stack size of", kStackTooLarge, "nest fewer loops and functions in each other"},
    {"call stack of", "loops and functions are nested too deeply: the kernel allows 8 levels", nullptr},
    {"is too deep", "loops and functions are nested too deeply: the kernel allows 8 levels", nullptr},
    {"invalid mem access 'map_value_or_null'", "memory that may not exist is used without a check for null",
     "in C, look before: if (value) { ... *value ... }"},
    {"invalid mem access '", "memory is used that the kernel does not know to be there",
     "in C, read the kernel's memory by bpf_probe_read_kernel(), a process's by bpf_probe_read_user()"},
    {"unbounded memory access", "an index or a length has no limit that the kernel knows", kBound},
    {"with unbounded m", "an index or a length has no limit that the kernel knows", kBound},
    {"value is outside of the", "an index or a length has no limit that the kernel knows", kBound},
    {"min value is negative", "an index or a length may be negative", kBound},
    {"outside of the allowed memory range", "an index may lie outside of what it indexes", kBound},
    {"write into map forbidden", "a constant is written to",
     "in C, leave out const where the program writes"},
    {"!read_ok", "something is read that was never set on this path",
     "in C, give the variable a value first"},
    {"helper call is not allowed in probe", "the kernel does not let path() run in this function",
     "it does in iter probes, and in those of security_file_permission, security_inode_getattr, "
     "security_file_open, "
     "security_path_truncate, vfs_truncate, vfs_fallocate, dentry_open, vfs_getattr, filp_close"},
    {"Unreleased reference", "something that was taken is not given back on every path",
     "in C, what bpf_ringbuf_reserve() gives goes to bpf_ringbuf_submit() or bpf_ringbuf_discard(), whatever "
     "happens"},
};

// Lines that show registers, or count, or are only the end of a state: not what was wrong.
bool IsState(std::string_view line) {
  static constexpr std::string_view kStarts[] = {
      "processed ", "verification time", "stack depth", "peak_states", "cur state:", "old state:",
      "frame",      "mark_precise",      "insns ",      "total_states"};
  if (line.empty()) return true;
  while (line.starts_with(' '))
    line.remove_prefix(1);
  const size_t equals = line.find_first_of("=_");  // "R0=0 R1_w=...", "fp-8=..."
  if (line.starts_with("fp-") || (line.starts_with('R') && equals != std::string_view::npos && equals <= 5 &&
                                  line.find('=') != std::string_view::npos)) {
    return true;
  }
  return std::any_of(std::begin(kStarts), std::end(kStarts),
                     [line](std::string_view start) { return line.starts_with(start); });
}

// What was wrong: where the table knows a sentence, with words of its own.
struct Finding {
  std::string sentence;  // the verifier's
  const Verdict* known = nullptr;
  size_t line = 0;  // of the log
};

Finding FindVerdict(const std::vector<std::string_view>& lines) {
  constexpr size_t kLinesOfStates = 40;  // an infinite loop is followed by two states
  Finding finding;
  size_t seen = 0;
  for (size_t i = lines.size(); i-- > 0 && seen < kLinesOfStates;) {
    const std::string_view line = lines[i];
    if (line.starts_with("; ") || (!line.empty() && line.front() >= '0' && line.front() <= '9')) break;
    ++seen;
    const auto* row = std::find_if(
        std::begin(kVerdicts), std::end(kVerdicts),
        [line](const Verdict& verdict) { return line.find(verdict.sign) != std::string_view::npos; });
    if (row != std::end(kVerdicts)) return {std::string(line), row, i};
    if (finding.sentence.empty() && !IsState(line)) finding = {std::string(line), nullptr, i};
  }
  return finding;
}

// Splits "stdin:3" and "stdin:3:9": the place of a line.
void ReadPlace(std::string_view place, Excerpt& excerpt) {
  uint32_t* const numbers[] = {&excerpt.column, &excerpt.line};
  for (uint32_t* number : numbers) {
    const size_t colon = place.rfind(':');
    if (colon == std::string_view::npos) break;
    const std::string_view digits = place.substr(colon + 1);
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), *number);
    if (end.ec != std::errc() || end.ptr != digits.data() + digits.size()) break;
    place.remove_suffix(digits.size() + 1);
  }
  if (excerpt.line == 0) std::swap(excerpt.line, excerpt.column);
  excerpt.column = 0;  // of a line without its indentation
  excerpt.file = place;
}

// The line of the script that the verifier names: "; text @ stdin:3" (before 6.9 without the place). It
// prints the source before the instructions of a line: the last one was refused.
Excerpt LastSourceLine(const bundle::Metadata& metadata, const std::vector<std::string_view>& lines) {
  for (size_t i = lines.size(); i-- > 0;) {
    if (!lines[i].starts_with("; ")) continue;
    Excerpt source;
    source.text = lines[i].substr(2);
    if (const size_t at = source.text.rfind(" @ "); at != std::string::npos) {
      ReadPlace(std::string_view(source.text).substr(at + 3), source);
      source.text.resize(at);
    }
    for (const bundle::Location& place : metadata.locations) {
      if (source.line != 0) break;
      std::string_view text = place.source_line;
      text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
      if (text != source.text) continue;
      source.file = place.file.empty() ? metadata.source_name : place.file;
      source.line = place.line;
    }
    return source;
  }
  return {};
}

// "unknown func bpf_x#12" (older) and "program of this type cannot use helper bpf_x#12".
std::string RefusedHelper(const std::string& verdict) {
  for (const std::string_view sign : {"unknown func bpf_", "cannot use helper bpf_"}) {
    const std::string_view rest = Between(verdict, sign, "#");
    if (!rest.empty()) return std::string(rest);
  }
  return {};
}

// Bytes with a unit that keeps the number short.
std::string Amount(uint64_t bytes) {
  const char* const units[] = {" bytes", " KiB", " MiB", " GiB", " TiB", " PiB"};
  size_t unit = 0;
  for (; bytes >= 10240 && unit + 1 < std::size(units); ++unit)
    bytes /= 1024;
  return std::to_string(bytes) + units[unit];
}

// libbpf names the map in: map 'NAME': failed to create: REASON(-CODE)
const bundle::MapMeta* RefusedMap(const bundle::Metadata& metadata, std::string_view log) {
  const size_t at = log.find("': failed to create: ");
  const size_t quote = at == std::string_view::npos ? at : log.rfind("map '", at);
  if (quote == std::string_view::npos) return nullptr;
  const std::string_view name = log.substr(quote + 5, at - quote - 5);
  for (const bundle::MapMeta& map : metadata.maps) {
    if (!map.bpf_name.empty() && map.bpf_name == name) return &map;
  }
  return nullptr;
}

// The kernel gives no reason but a number; most often it is the size.
Error RefusedAsMap(const bundle::MapMeta& map, int code) {
  Error error = Error::FromErrno("the kernel could not create the map " + map.name, code);
  if (map.max_entries == 0)
    return std::move(error).Hint("a map has at least one entry; max_map_keys or its declaration says 0");
  const bool per_cpu =
      map.storage == bundle::MapStorage::PerCpuHash || map.storage == bundle::MapStorage::PerCpuScalar;
  const uint64_t entry = uint64_t{map.key.size} + map.value_size;
  return std::move(error)
      .Hint("it has " + std::to_string(map.max_entries) + " entries of " + std::to_string(entry) +
            " bytes, together " + Amount(entry * map.max_entries) + (per_cpu ? " for each CPU" : ""))
      .Hint("smaller: `config = { max_map_keys = 1000 }`, or declare it: `let " + map.name + " = " +
            (per_cpu ? "percpuhash" : "hash") + "(1000);`");
}

Error RefusedByVerifier(const bundle::Metadata& metadata, const bundle::ProbeMeta& probe,
                        std::string_view verifier, int code) {
  const std::vector<std::string_view> lines = Lines(verifier);
  const Finding finding = FindVerdict(lines);
  const std::string helper = RefusedHelper(finding.sentence);
  Error error = helper.empty() ? Error("Error loading BPF program for " + probe.name +
                                       ". Error code: " + std::to_string(code) + " (" + std::strerror(code) +
                                       "). Use -v for full kernel error log.")
                               : Error("helper " + helper + " not allowed in probe");
  if (!helper.empty()) error = std::move(error).Hint("the probe is " + probe.name);
  // The kernel's own sentence is part of the log, which -v prints; what nobody has words for is shown as it
  // is.
  if (finding.known != nullptr) {
    error = std::move(error).Hint(finding.known->words);
  } else if (!finding.sentence.empty() && helper.empty()) {
    error = std::move(error).Hint("the kernel says: " + finding.sentence);
  }
  const Excerpt source = LastSourceLine(metadata, lines);
  if (source.line != 0) {
    error = std::move(error).Hint("it was looking at " + PlaceAndLines(source));
  } else if (!source.text.empty()) {
    error = std::move(error).Hint("it was looking at: " + source.text);
  } else if (probe.location.line != 0) {
    error = std::move(error).Hint("the probe begins at " +
                                  PlaceAndLines(bundle::ExcerptOf(metadata, probe.location)));
  }
  if (finding.known != nullptr && finding.known->cause != nullptr)
    error = std::move(error).Hint(finding.known->cause);
  return error;
}

Error Explain(const bundle::Metadata& metadata, std::string_view log, std::string_view verdict, int code) {
  if (verdict.empty()) verdict = Between(log, "BEGIN PROG LOAD LOG --\n", "-- END PROG LOAD LOG");
  const bundle::ProbeMeta* probe = FindProbe(metadata, RefusedProgram(log));
  if (probe != nullptr) return RefusedByVerifier(metadata, *probe, verdict, code);
  if (const bundle::MapMeta* map = RefusedMap(metadata, log)) return RefusedAsMap(*map, code);
  Error error("Unknown BPF object load failure. Use -v to see the full loading log.");
  constexpr std::string_view kPrefix = "libbpf: ";
  if (log.starts_with(kPrefix)) log.remove_prefix(kPrefix.size());
  const std::string first(log.substr(0, log.find('\n')));
  if (!first.empty()) error = std::move(error).Hint("it stopped at: " + first);
  if (code == EPERM) {
    error = std::move(error).Hint("loading BPF programs needs CAP_BPF and CAP_PERFMON, or root");
  }
  return error;
}

}  // namespace

// Of a locked kernel the verifier refuses the helpers that read its memory, or change a program's.
Error ExplainLoadFailure(const bundle::Metadata& metadata, std::string_view log, std::string_view verdict,
                         int code) {
  Error error = Explain(metadata, log, verdict, code);
  const auto says = [&](std::string_view words) {
    return log.find(words) != std::string_view::npos || verdict.find(words) != std::string_view::npos;
  };
  const bool refused =
      code == EPERM || says("unknown func bpf_probe_") || says("cannot use helper bpf_probe_");
  return refused ? BlameLockdown(std::move(error)) : error;
}

}  // namespace sonde::runtime
