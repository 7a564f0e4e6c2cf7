// Log levels and the buffer of the verdict. Leaves: VerifierLog. Covered by tests/runtime/loader_test.cpp.
#include "runtime/verifier_log.h"

#include <cstddef>

namespace sonde::runtime {

void VerifierLog::AskFor(bpf_program* program) {
  constexpr uint32_t kInstructions = 1, kStatistics = 4;  // BPF_LOG_LEVEL1, BPF_LOG_STATS of the kernel
  constexpr size_t kVerdictBytes = 64 << 10;  // infinite loops come with two states of the registers
  if (detail_ == Detail::Everything) {
    bpf_program__set_log_level(program, kInstructions);
    return;
  }
  if (detail_ == Detail::Kept) {
    constexpr size_t kKeptBytes = 16 << 20;
    Kept& kept = kept_.emplace_back(Kept{bpf_program__name(program), std::vector<char>(kKeptBytes)});
    bpf_program__set_log_level(program, kInstructions | kStatistics);
    bpf_program__set_log_buf(program, kept.log.data(), kept.log.size());
    return;
  }
  buffer_.resize(kVerdictBytes);
  bpf_program__set_log_level(program, kStatistics);
  bpf_program__set_log_buf(program, buffer_.data(), buffer_.size());
}

void VerifierLog::ForEachKept(
    const std::function<void(std::string_view name, std::string_view log)>& use) const {
  for (const Kept& kept : kept_) {
    const std::string_view all(kept.log.data(), kept.log.size());
    if (const auto log = all.substr(0, all.find('\0')); !log.empty()) use(kept.name, log);
  }
}

std::string_view VerifierLog::verdict() const {
  const std::string_view all(buffer_.data(), buffer_.size());
  return all.substr(0, all.find('\0'));
}

}  // namespace sonde::runtime
