// The file for libbpf. Leaves: RelocationTypes. Covered by tests/run/kernel-types.test.
#include "runtime/relocation_types.h"

#include "btf/btf_bytes.h"
#include "btf/core_types.h"

namespace sonde::runtime {

RelocationTypes::RelocationTypes(std::string_view elf) {
  const auto bytes = elf.empty() ? Error("no object") : BtfBytes::Read("/sys/kernel/btf/vmlinux");
  if (!bytes) return;
  const auto kernel = RawBtf::Parse((*bytes)->view());
  const std::string types = kernel ? TypesForRelocations(elf, *kernel) : std::string();
  if (types.empty()) return;
  file_.emplace();
  if (file_->is_open() && file_->Write(types)) {
    path_ = file_->path();
  } else {
    file_.reset();
  }
}

}  // namespace sonde::runtime
