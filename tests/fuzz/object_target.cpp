// Fuzz target: BPF objects that a script imports. What CheckBpfObject accepts goes to libbpf, as it does in
// sonde: its linker, and its reader of objects.
#include <bpf/libbpf.h>

#include <cstdint>

#include "cimports/object.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sonde;
  libbpf_set_print(nullptr);
  auto object = ReadBpfObject("fuzz.bpf.o", std::string(reinterpret_cast<const char*>(data), size));
  if (!object) return 0;
  for (const ImportedFunction& function : object->functions)
    Spell(*function.type);
  LIBBPF_OPTS(bpf_object_open_opts, options);
  options.object_name = "sonde";
  bpf_object* opened = bpf_object__open_mem(object->elf.data(), object->elf.size(), &options);
  if (opened != nullptr) bpf_object__close(opened);
  (void)LinkBpfObjects(object->elf, {});
  return 0;
}
