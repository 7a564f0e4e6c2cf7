// Counting instructions of BPF before the object is made. Leaves: FindTooLarge. Covered by
// tests/codegen/size_check_test.cpp.
#include "codegen/size_check.h"

#include <llvm/IR/Module.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "codegen/target.h"

namespace sonde::codegen {
namespace {

// 16 bits of a jump, and some room for what is not counted to the word.
constexpr uint64_t kMostInstructions = 32000;

// An instruction of IR comes to at most a few of BPF: smaller functions need not be counted.
bool MayBeTooLarge(const llvm::Module& module) {
  constexpr uint64_t kExpansion = 4;
  return std::any_of(module.begin(), module.end(), [](const llvm::Function& function) {
    return function.getInstructionCount() > kMostInstructions / kExpansion;
  });
}

// Words of code on a line of assembly: a load of 64 bits has two.
uint64_t WordsOf(std::string_view line) {
  if (line.size() < 2 || line[0] != '\t' || line[1] == '.' || line[1] == '#') return 0;
  return line.ends_with(" ll") ? 2 : 1;
}

}  // namespace

std::optional<Refusal> FindTooLarge(const llvm::Module& module) {
  if (!MayBeTooLarge(module)) return std::nullopt;
  const auto assembly = EmitAssembly(module);
  if (!assembly) return std::nullopt;  // the object is refused for the same reason
  constexpr std::string_view kType = "\t.type\t", kFunction = ",@function";
  std::string function;
  uint64_t words = 0;
  for (size_t at = 0; at < assembly->size();) {
    const size_t end = std::min(assembly->find('\n', at), assembly->size());
    const std::string_view line = std::string_view(*assembly).substr(at, end - at);
    at = end + 1;
    // A global function has a second, local name.
    if (line.starts_with(kType) && line[kType.size()] != '.' &&
        line.find(kFunction) != std::string_view::npos) {
      function = line.substr(kType.size(), line.find(',') - kType.size());
      words = 0;
    }
    words += WordsOf(line);
    if (words > kMostInstructions) return Refusal{"Branch target out of insn range", function, 0, 0};
  }
  return std::nullopt;
}

}  // namespace sonde::codegen
