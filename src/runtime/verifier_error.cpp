// Reading libbpf's and the verifier's messages after a refused load. Leaves: ExplainLoadFailure.
// Covered by tests/runtime/loader_test.cpp.
#include "runtime/verifier_error.h"

#include <cerrno>
#include <cstring>
#include <iterator>
#include <string>
#include <vector>

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

// The verifier prints "; source text" before the instructions of a line: the last one was refused.
std::string LastSourceLine(const std::vector<std::string_view>& lines) {
  for (size_t i = lines.size(); i-- > 0;) {
    if (lines[i].starts_with("; ")) return std::string(lines[i].substr(2));
  }
  return {};
}

// The verifier's last sentence before its statistics.
std::string Verdict(const std::vector<std::string_view>& lines) {
  for (size_t i = lines.size(); i-- > 0;) {
    if (lines[i].starts_with("processed ") || lines[i].starts_with("verification time") ||
        lines[i].starts_with("stack depth") || lines[i].starts_with("peak_states") || lines[i].empty()) {
      continue;
    }
    return std::string(lines[i]);
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

Error RefusedByVerifier(const bundle::ProbeMeta& probe, std::string_view log, int code) {
  const std::string_view verifier = Between(log, "BEGIN PROG LOAD LOG --\n", "-- END PROG LOAD LOG");
  const std::vector<std::string_view> lines = Lines(verifier);
  const std::string verdict = Verdict(lines);
  const std::string helper = RefusedHelper(verdict);
  Error error = helper.empty() ? Error("Error loading BPF program for " + probe.name +
                                       ". Error code: " + std::to_string(code) + " (" + std::strerror(code) +
                                       "). Use -v for full kernel error log.")
                               : Error("helper " + helper + " not allowed in probe");
  if (!helper.empty()) error = std::move(error).Hint("the probe is " + probe.name);
  if (!verdict.empty()) error = std::move(error).Hint("the kernel says: " + verdict);
  const std::string source = LastSourceLine(lines);
  if (!source.empty()) error = std::move(error).Hint("it was looking at: " + source);
  return error;
}

}  // namespace

Error ExplainLoadFailure(const bundle::Metadata& metadata, std::string_view log, int code) {
  const bundle::ProbeMeta* probe = FindProbe(metadata, RefusedProgram(log));
  if (probe != nullptr) return RefusedByVerifier(*probe, log, code);
  if (const bundle::MapMeta* map = RefusedMap(metadata, log)) return RefusedAsMap(*map, code);
  Error error("Unknown BPF object load failure. Use -v to see the full loading log.");
  const std::string first = std::string(log.substr(0, log.find('\n')));
  if (!first.empty()) error = std::move(error).Hint(first);
  if (code == EPERM) {
    error = std::move(error).Hint("loading BPF programs needs CAP_BPF and CAP_PERFMON, or root");
  }
  return error;
}

}  // namespace sonde::runtime
