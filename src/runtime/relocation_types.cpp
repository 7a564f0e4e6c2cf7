// The file for libbpf. Leaves: RelocationTypes. Covered by tests/run/kernel-types.test.
#include "runtime/relocation_types.h"

#include <memory>
#include <utility>

#include "btf/btf_bytes.h"
#include "btf/core_types.h"

namespace sonde::runtime {

RelocationTypes::RelocationTypes(std::string_view elf) {
  std::unique_ptr<BtfBytes> bytes;
  std::optional<RawBtf> kernel;
  const auto read_kernel = [&]() -> const RawBtf* {
    auto read = BtfBytes::Read("/sys/kernel/btf/vmlinux");
    if (!read) return nullptr;
    bytes = std::move(*read);
    auto parsed = RawBtf::Parse(bytes->view());
    if (!parsed) return nullptr;
    return &kernel.emplace(std::move(*parsed));
  };
  const std::string types = TypesForRelocations(elf, read_kernel);
  if (types.empty()) return;
  file_.emplace();
  if (file_->is_open() && file_->Write(types)) {
    path_ = file_->path();
  } else {
    file_.reset();
  }
}

}  // namespace sonde::runtime
