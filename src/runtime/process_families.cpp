// Loading the programs that keep families, and entering those who begin them. Leaves: ProcessFamilies.
// Covered by tests/runtime/process_families_test.cpp.
#include "runtime/process_families.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>

#include <cerrno>
#include <span>
#include <vector>

#include "base/unique_fd.h"
#include "defs/process_families.h"
#include "runtime/kernel.h"
#include "runtime/libbpf_log.h"
#include "runtime/mapped_globals.h"
#include "runtime/object_check.h"

namespace sonde {

std::span<const char> ProcessFamiliesObject();  // written by the build

namespace runtime {
namespace {

constexpr const char* kHooks[][2] = {{"OnFork", "sched_process_fork"},
                                     {"OnStart", "sched_wakeup_new"},
                                     {"OnExit", "sched_process_exit"},
                                     {"OnFree", "sched_process_free"}};

struct ObjectCloser {
  void operator()(bpf_object* object) const { bpf_object__close(object); }
};

class KernelFamilies : public ProcessFamilies {
 public:
  Status Load(uint32_t most);
  Result<bool> Enter(int process, unsigned family) override;
  Status Settle() override;
  [[nodiscard]] int map() const override { return map_; }
  [[nodiscard]] uint64_t lost() const override { return Now(control().lost); }
  [[nodiscard]] bool Ended(unsigned family) const override;

 private:
  [[nodiscard]] FamilyControl& control() const { return *reinterpret_cast<FamilyControl*>(control_.bytes()); }
  static uint64_t Now(const __u64& word) { return __atomic_load_n(&word, __ATOMIC_SEQ_CST); }
  static void Set(__u64& word, uint64_t value) { __atomic_store_n(&word, value, __ATOMIC_SEQ_CST); }
  [[nodiscard]] int ProgramOf(const char* name) const;
  Status Visit(int process);

  std::unique_ptr<bpf_object, ObjectCloser> object_;
  MappedGlobals control_;
  int map_ = -1;
  std::vector<UniqueFd> links_;
};

int KernelFamilies::ProgramOf(const char* name) const {
  return bpf_program__fd(bpf_object__find_program_by_name(object_.get(), name));
}

Status KernelFamilies::Load(uint32_t most) {
  constexpr char kWhat[] = "following processes";
  const LibbpfLog log({});
  LIBBPF_OPTS(bpf_object_open_opts, options);
  options.object_name = "sonde_families";
  const std::span<const char> bytes = ProcessFamiliesObject();
  object_.reset(bpf_object__open_mem(bytes.data(), bytes.size(), &options));
  if (object_ == nullptr) return Error::FromErrno("the programs that follow processes", errno);
  bpf_map* map = bpf_object__find_map_by_name(object_.get(), "families");
  bpf_map__set_max_entries(map, most);
  if (const int code = bpf_object__load(object_.get()); code != 0) {
    return Error::FromErrno(kWhat, code)
        .Hint("it needs the kernel's type information (CONFIG_DEBUG_INFO_BTF, /sys/kernel/btf/vmlinux)");
  }
  map_ = bpf_map__fd(map);
  if (Status status = control_.Map(FindSection(object_.get(), ".bss")); !status) return status;
  Set(control().settling, 1);
  for (const auto& [program, tracepoint] : kHooks) {
    auto link = OpenRawTracepoint(tracepoint, ProgramOf(program));
    if (!link) return link.TakeError().While(kWhat);
    links_.push_back(std::move(*link));
  }
  return Status::Ok();
}

// Runs the program for each task of a process; 0: of all.
Status KernelFamilies::Visit(int process) {
  const int fd = OpenIterator(ProgramOf("OnTask"), "task", process);
  if (fd < 0) return Error::FromErrno("looking at the processes that there are", fd);
  const UniqueFd iterator(fd);
  char none[64];
  ssize_t size = 0;
  do {
    size = read(iterator.get(), none, sizeof(none));
  } while (size > 0 || (size < 0 && (errno == EAGAIN || errno == EINTR)));
  return size == 0 ? Status::Ok() : Error::FromErrno("looking at the processes that there are", errno);
}

Result<bool> KernelFamilies::Enter(int process, unsigned family) {
  const uint64_t before = Now(control().visited);
  Set(control().entering, uint64_t{1} << family);
  Status status = Visit(process);
  Set(control().entering, 0);
  if (!status) return status.TakeError();
  return Now(control().visited) != before;
}

// One round finds all, but for what a thread has begun while the threads of its process were being entered.
Status KernelFamilies::Settle() {
  uint64_t before = 0;
  do {
    before = Now(control().entered);
    if (Status status = Visit(0); !status) return status;
  } while (Now(control().entered) != before);
  Set(control().settling, 0);
  return Status::Ok();
}

// One that begins while we look may stand where we have looked already, but then the number of entries that
// were made has changed.
bool KernelFamilies::Ended(unsigned family) const {
  const uint64_t bit = uint64_t{1} << family;
  const uint64_t before = Now(control().entered);
  uint64_t key = 0, next = 0;
  const void* from = nullptr;
  int code = 0;
  while ((code = bpf_map_get_next_key(map_, from, &next)) == 0) {
    key = next;
    from = &key;
    uint64_t known = 0;
    if (bpf_map_lookup_elem(map_, &key, &known) != 0) return false;  // gone: the next step would begin anew
    if ((known & bit) != 0 && (known & FAMILY_ENDED) == 0) return false;
  }
  return code == -ENOENT && Now(control().entered) == before;
}

}  // namespace

Result<std::unique_ptr<ProcessFamilies>> ProcessFamilies::Open(uint32_t most) {
  auto families = std::make_unique<KernelFamilies>();
  if (Status status = families->Load(most); !status) return status.TakeError();
  return std::unique_ptr<ProcessFamilies>(std::move(families));
}

}  // namespace runtime
}  // namespace sonde
