// Fuzz target: archives whose members are traced.
#include <cstdlib>

#include "memory_input.h"
#include "symbols/zip_member.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sonde;
  static MemoryInput input;
  const std::string& path = input.Set(data, size);
  const auto member = FindZipMember(path, "lib/a.so");
  if (member && (member->offset > size || member->size > size - member->offset)) abort();
  const auto archive = ForeignFile::Open(path, kLargestArchive);
  for (uint64_t at = 0; archive && at < size; at += size / 8 + 1) {
    const auto found = FindZipMemberAt(*archive, at);
    if (found && (at < found->offset || at - found->offset >= found->size || at >= size)) abort();
  }
  return 0;
}
