// Kernel features. Leaves: KernelHas. Covered by tests/host/real_host_test.cpp.
//
// A kernel may load a program that it cannot link, so the multi links are decided by BPF_LINK_CREATE. The
// link is asked for a target that does not exist: a kernel with the feature comes as far as looking for it,
// and there is no link whose closing would cost a grace period (20 to 100 ms).
#include "host/features.h"

#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "host/files.h"

namespace sonde {
namespace {

// Attach types of enum bpf_attach_type; Debian 12's header has the first only.
constexpr uint32_t kTraceKprobeMulti = 42;
constexpr uint32_t kTraceUprobeMulti = 48;
constexpr uint32_t kTraceKprobeSession = 56;

// The part of union bpf_attr that BPF_LINK_CREATE reads for multi links.
struct LinkCreate {
  uint32_t program;
  uint32_t target;
  uint32_t attach_type;
  uint32_t flags;
  union {
    struct {
      uint32_t flags;
      uint32_t count;
      uint64_t symbols;
      uint64_t addresses;
      uint64_t cookies;
    } kprobe;
    struct {
      uint64_t path;
      uint64_t offsets;
      uint64_t reference_offsets;
      uint64_t cookies;
      uint32_t count;
      uint32_t flags;
      uint32_t pid;
    } uprobe;
  };
};

uint64_t Address(const void* pointer) {
  return reinterpret_cast<uint64_t>(pointer);
}

int Bpf(int command, void* attributes, unsigned size) {
  return static_cast<int>(syscall(SYS_bpf, command, attributes, size));
}

// A program that returns 0; -1 with errno when the kernel refuses.
int LoadEmptyProgram(bpf_prog_type type, uint32_t attach_type, uint32_t flags = 0) {
  const bpf_insn code[] = {{BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, 0},
                           {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}};
  bpf_attr load;
  std::memset(&load, 0, sizeof(load));
  load.prog_type = type;
  load.expected_attach_type = static_cast<bpf_attach_type>(attach_type);  // NOLINT: newer than the header
  load.insns = Address(code);
  load.insn_cnt = 2;
  load.license = Address("GPL");
  load.prog_flags = flags;
  return Bpf(BPF_PROG_LOAD, &load, sizeof(load));
}

// Tries to link; true when the kernel got as far as missing the target, or even linked.
bool LinkReachesTarget(uint32_t attach_type, LinkCreate& link, int missing) {
  const int program = LoadEmptyProgram(BPF_PROG_TYPE_KPROBE, attach_type);
  if (program < 0) return false;
  link.program = static_cast<uint32_t>(program);
  link.attach_type = attach_type;
  const int fd = Bpf(BPF_LINK_CREATE, &link, sizeof(link));
  const int error = errno;
  if (fd >= 0) close(fd);
  close(program);
  return fd >= 0 || error == missing;
}

bool HasKprobeLink(uint32_t attach_type) {
  const char* symbols[] = {"sonde_no_such_function"};
  LinkCreate link;
  std::memset(&link, 0, sizeof(link));
  link.kprobe.count = 1;
  link.kprobe.symbols = Address(static_cast<const void*>(symbols));
  return LinkReachesTarget(attach_type, link, ESRCH);
}

bool HasUprobeMulti() {
  const uint64_t offsets[] = {0};
  LinkCreate link;
  std::memset(&link, 0, sizeof(link));
  link.uprobe.path = Address("/");  // not a regular file: EBADF
  link.uprobe.offsets = Address(offsets);
  link.uprobe.count = 1;
  return LinkReachesTarget(kTraceUprobeMulti, link, EBADF);
}

// Without a function to be for, the program is wrong, which a kernel that refuses all of them does not come
// to say.
bool HasFentry() {
  return LoadEmptyProgram(BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY) >= 0 || errno == EINVAL;
}

bool HasSleepable() {
  const int program = LoadEmptyProgram(BPF_PROG_TYPE_KPROBE, 0, BPF_F_SLEEPABLE);
  if (program >= 0) close(program);
  return program >= 0;
}

bool HasProbeDevice(const char* kind, Tracefs& tracefs) {
  if (access((std::string("/sys/bus/event_source/devices/") + kind).c_str(), F_OK) == 0) return true;
  auto root = tracefs.Root();
  return root && access((*root + "/" + kind + "_events").c_str(), F_OK) == 0;
}

}  // namespace

bool KernelHas(Feature feature, Tracefs& tracefs) {
  switch (feature) {
    case Feature::Kprobe:
      return HasProbeDevice("kprobe", tracefs);
    case Feature::KprobeMulti:
      return HasKprobeLink(kTraceKprobeMulti);
    case Feature::KprobeSession:
      return HasKprobeLink(kTraceKprobeSession);
    case Feature::Fentry:
      return HasFentry();
    case Feature::Sleepable:
      return HasSleepable();
    case Feature::Uprobe:
      return HasProbeDevice("uprobe", tracefs);
    case Feature::UprobeMulti:
      return HasUprobeMulti();
    case Feature::Tracepoint:
      return tracefs.Root().ok();
    case Feature::Btf:
      return MayRead("/sys/kernel/btf/vmlinux");
  }
  return false;
}

}  // namespace sonde
