// Fuzz target: archives whose members are traced.
#include <cstdlib>

#include "memory_input.h"
#include "symbols/zip_member.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sonde;
  static MemoryInput input;
  const auto member = FindZipMember(input.Set(data, size), "lib/a.so");
  if (member && (member->offset > size || member->size > size - member->offset)) abort();
  return 0;
}
