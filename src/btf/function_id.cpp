// Functions of the kernel by name. Leaves: RunningKernelFunctionId. Covered by
// tests/btf/function_id_test.cpp.
#include "btf/function_id.h"

#include "btf/btf_bytes.h"
#include "btf/raw_btf.h"

namespace sonde {

uint32_t RunningKernelFunctionId(std::string_view name) {
  const auto bytes = BtfBytes::Read("/sys/kernel/btf/vmlinux");
  if (!bytes) return 0;
  auto btf = RawBtf::Parse((*bytes)->view());
  return btf ? btf->Find(name, KindBit(BTF_KIND_FUNC)) : 0;
}

}  // namespace sonde
