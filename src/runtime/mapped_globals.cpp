// The mapping of .bss. Leaves: MappedGlobals. Covered by tests/runtime/session_test.cpp and
// object_check_test.cpp.
#include "runtime/mapped_globals.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "defs/events.h"

namespace sonde::runtime {
namespace {

// Whether maps and generations lie in globals of `size` bytes, behind the control words.
Status CheckPlaces(const bundle::Metadata& metadata, size_t size) {
  for (const bundle::MapMeta& meta : metadata.maps) {
    const bool generation_outside = meta.generation < sizeof(ControlData) ||
                                    uint64_t{meta.generation} + 8 > size || meta.generation % 8 != 0;
    if (meta.generation != 0 && generation_outside)
      return Error("the bundle is damaged: the generation of " + meta.name + " lies outside its globals");
    if (meta.storage != bundle::MapStorage::Global) continue;
    if (meta.offset < sizeof(ControlData) || uint64_t{meta.offset} + 8 + meta.value_size > size ||
        meta.offset % 8 != 0) {
      return Error("the bundle is damaged: " + meta.name + " lies outside its globals");
    }
  }
  return Status::Ok();
}

}  // namespace

MappedGlobals::~MappedGlobals() {
  if (memory_ != nullptr) munmap(memory_, size_);
}

Status MappedGlobals::Map(const bpf_map* section, const bundle::Metadata& metadata) {
  const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  const size_t size = section == nullptr ? 0 : bpf_map__value_size(section);
  if (Status status = CheckPlaces(metadata, size); !status) return status;
  if (section != nullptr && size < sizeof(ControlData)) return Error("the bundle's globals are too small");
  size_ = std::max(page, (size + page - 1) / page * page);
  const int flags = section == nullptr ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
  const int fd = section == nullptr ? -1 : bpf_map__fd(section);
  void* memory = mmap(nullptr, size_, PROT_READ | PROT_WRITE, flags, fd, 0);
  if (memory == MAP_FAILED) return Error::FromErrno("mapping the globals of the programs", errno);
  memory_ = memory;
  return Status::Ok();
}

}  // namespace sonde::runtime
