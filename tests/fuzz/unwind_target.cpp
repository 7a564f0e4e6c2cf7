// Fuzz target: call frame information, as a section and in an ELF file.
#include <cstdlib>
#include <string_view>

#include "memory_input.h"
#include "unwind/call_frames.h"
#include "unwind/table.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sonde::unwind;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const bool is_debug : {false, true}) {
    for (const Registers& registers : {kX86Registers, kArm64Registers}) {
      const auto rows = ReadCallFrames({bytes, 0x1000, is_debug}, registers);
      for (size_t i = 1; rows && i < rows->size(); ++i) {
        if ((*rows)[i - 1].address >= (*rows)[i].address) abort();
      }
    }
  }
  static sonde::MemoryInput input;
  const auto table = ReadUnwindTable(input.Set(data, size));
  if (table && table->offsets.size() != table->rules.size()) abort();
  for (size_t i = 0; table && i < table->rules.size(); ++i) {
    if (table->rules[i] >= table->rule_list.size()) abort();
  }
  return 0;
}
