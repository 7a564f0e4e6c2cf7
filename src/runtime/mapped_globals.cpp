// The mapping of .bss. Leaves: MappedGlobals. Covered by tests/runtime/session_test.cpp.
#include "runtime/mapped_globals.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace sonde::runtime {

MappedGlobals::~MappedGlobals() {
  if (memory_ != nullptr) munmap(memory_, size_);
}

Status MappedGlobals::Map(const bpf_map* section) {
  const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  const size_t size = section == nullptr ? 0 : bpf_map__value_size(section);
  size_ = std::max(page, (size + page - 1) / page * page);
  const int flags = section == nullptr ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
  const int fd = section == nullptr ? -1 : bpf_map__fd(section);
  void* memory = mmap(nullptr, size_, PROT_READ | PROT_WRITE, flags, fd, 0);
  if (memory == MAP_FAILED) return Error::FromErrno("mapping the globals of the programs", errno);
  memory_ = memory;
  return Status::Ok();
}

}  // namespace sonde::runtime
