// Trying out what the kernel can do. Leaves: what kernel_abilities.h declares.
#include "host/kernel_abilities.h"

#include <bpf/bpf.h>
#include <dirent.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <memory>
#include <string_view>
#include <vector>

namespace sonde {
namespace {

// An event of this process, which is closed at once.
bool CanOpen(perf_event_attr attr) {
  attr.size = sizeof(attr);
  attr.disabled = 1;
  attr.exclude_kernel = 1;
  const auto fd = static_cast<int>(syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC));
  if (fd >= 0) close(fd);
  return fd >= 0;
}

}  // namespace

int InstructionLimit() {
  constexpr int kOldLimit = 4096, kLimit = 1000000;
  std::vector<bpf_insn> code(kOldLimit + 1);
  for (bpf_insn& instruction : code)
    instruction = {BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, 0};
  code.back() = {BPF_JMP | BPF_EXIT, 0, 0, 0, 0};
  const int large =
      bpf_prog_load(BPF_PROG_TYPE_TRACEPOINT, nullptr, "GPL", code.data(), code.size(), nullptr);
  if (large >= 0) return close(large), kLimit;
  const int small = bpf_prog_load(BPF_PROG_TYPE_TRACEPOINT, nullptr, "GPL", &code[kOldLimit - 1], 2, nullptr);
  if (small >= 0) return close(small), kOldLimit;
  return -1;
}

bool HasModuleBtf() {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir("/sys/kernel/btf"), closedir);
  if (folder == nullptr) return false;
  while (const dirent* entry = readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != ".." && name != "vmlinux") return true;
  }
  return false;
}

bool HasProcessorCounters() {
  perf_event_attr attr{};
  attr.type = PERF_TYPE_HARDWARE;
  attr.config = PERF_COUNT_HW_CPU_CYCLES;
  return CanOpen(attr);
}

bool HasBreakpoints() {
  static int watched;
  perf_event_attr attr{};
  attr.type = PERF_TYPE_BREAKPOINT;
  attr.bp_type = HW_BREAKPOINT_W;
  attr.bp_addr = reinterpret_cast<uint64_t>(&watched);
  attr.bp_len = HW_BREAKPOINT_LEN_4;
  return CanOpen(attr);
}

}  // namespace sonde
