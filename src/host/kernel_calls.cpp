// Trial loads of programs that call a function of the kernel. Leaves: KernelAllowsCall, KernelType. Covered
// by tests/run/stdlib.test.
//
// The verifier looks first at whether the call is allowed and then at its arguments, of which the trial has
// none: what is refused for them was allowed.
#include "host/kernel_calls.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "btf/function_id.h"

namespace sonde {
namespace {

constexpr uint8_t kKernelFunctionCall = 2;  // BPF_PSEUDO_KFUNC_CALL
constexpr uint32_t kTraceIter = 28;         // BPF_TRACE_ITER of enum bpf_attach_type
constexpr const char* kIterator = "bpf_iter_task";

// What the verifier says of a function that it does not let the program call.
constexpr std::string_view kRefusals[] = {"not allowed", "not support",           "is required", "not found",
                                          "cannot find", "not a kernel function", "non-GPL"};

uint64_t Address(const void* pointer) {
  return reinterpret_cast<uint64_t>(pointer);
}

}  // namespace

bpf_prog_type KernelType(ProgramType program) {
  switch (program) {
    case ProgramType::RawTracepoint:
      return BPF_PROG_TYPE_RAW_TRACEPOINT;
    case ProgramType::PerfEvent:
      return BPF_PROG_TYPE_PERF_EVENT;
    case ProgramType::Tracepoint:
      return BPF_PROG_TYPE_TRACEPOINT;
    case ProgramType::Kprobe:
      return BPF_PROG_TYPE_KPROBE;
    case ProgramType::Tracing:
      return BPF_PROG_TYPE_TRACING;
  }
  return BPF_PROG_TYPE_UNSPEC;
}

bool KernelAllowsCall(std::string_view function, ProgramType program) {
  const uint32_t number = RunningKernelFunctionId(function);
  if (number == 0) return false;
  const std::array<bpf_insn, 3> code = {
      bpf_insn{BPF_JMP | BPF_CALL, 0, kKernelFunctionCall, 0, static_cast<int32_t>(number)},
      bpf_insn{BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, 0}, bpf_insn{BPF_JMP | BPF_EXIT, 0, 0, 0, 0}};
  std::string log(size_t{64} << 10, '\0');
  bpf_attr load;
  std::memset(&load, 0, sizeof(load));
  load.prog_type = KernelType(program);
  load.insns = Address(code.data());
  load.insn_cnt = code.size();
  load.license = Address("GPL");
  load.log_level = 1;
  load.log_buf = Address(log.data());
  load.log_size = static_cast<uint32_t>(log.size());
  if (program == ProgramType::Tracing) {  // of a kind that every kernel takes
    load.expected_attach_type = static_cast<bpf_attach_type>(kTraceIter);
    load.attach_btf_id = RunningKernelFunctionId(kIterator);
  }
  const auto fd = static_cast<int>(syscall(SYS_bpf, BPF_PROG_LOAD, &load, sizeof(load)));
  if (fd >= 0) {
    close(fd);
    return true;
  }
  const std::string_view said(log.c_str());
  return !said.empty() &&
         std::none_of(std::begin(kRefusals), std::end(kRefusals),
                      [said](std::string_view sign) { return said.find(sign) != std::string_view::npos; });
}

}  // namespace sonde
