// Fuzz target: symbols, segments and notes of static probes of ELF programs, and the operands in these.
#include <cstdlib>

#include "memory_input.h"
#include "probes/operands.h"
#include "symbols/elf_image.h"
#include "symbols/symbols.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sonde;
  static MemoryInput input;
  const std::string& path = input.Set(data, size);
  const auto image = ElfImage::Load(path, "/nonexistent");
  if (!image) return 0;
  for (const ElfSymbol& symbol : (*image)->symbols()) {
    (void)(*image)->Covering(symbol.address + symbol.size / 2);
    if (const auto offset = (*image)->FileOffset(symbol.address)) {
      uint64_t address = 0;
      (*image)->AddressOfOffset(*offset, address);
    }
    if ((*image)->NameOf(symbol).size() > size) abort();
  }
  (void)ReadElfFunctions(path);
  const auto markers = ReadElfMarkers(path);
  if (!markers) return 0;
  for (const ElfMarker& marker : *markers) {
    for (const std::string_view argument : SplitArguments(marker.arguments)) {
      (void)ParseOperand(argument, OperandSyntax::Arm64);
      const auto operand = ParseOperand(argument, OperandSyntax::X86);
      if (operand && !operand->symbol.empty() && markers->size() < 16)
        (void)FindElfSymbol(path, operand->symbol);
    }
  }
  return 0;
}
