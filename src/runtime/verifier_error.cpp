// Reading libbpf's and the verifier's messages after a refused load. Leaves: ExplainLoadFailure.
// Covered by tests/runtime/loader_test.cpp.
#include "runtime/verifier_error.h"

#include <cerrno>
#include <cstring>
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
  Error error("Unknown BPF object load failure. Use -v to see the full loading log.");
  const std::string first = std::string(log.substr(0, log.find('\n')));
  if (!first.empty()) error = std::move(error).Hint(first);
  if (code == EPERM) {
    error = std::move(error).Hint("loading BPF programs needs CAP_BPF and CAP_PERFMON, or root");
  }
  return error;
}

}  // namespace sonde::runtime
