// DebugInfo: what a program's debug information says: types, parameters of functions and where they lie at
// entry, source lines. The interface only, so that the runner has it without libdw; dwarf.h makes one.
// Covered by tests/dwarf/*.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "symbols/symbols.h"
#include "types/argument.h"
#include "types/definitions.h"

namespace sonde {

struct DebugParameter {
  std::string name;
  TypePtr type;
  std::string c_type;  // for listings: "const char*", "long int"
  Place place;
  std::string problem;  // why it cannot be read; empty when it can
};

struct DebugFunction {
  std::string name;
  std::vector<DebugParameter> parameters;
};

// A place in the code: of a source line, or of a call that was inlined.
struct CodeLine {
  uint64_t address = 0;  // virtual address in the file
  std::string file;
  uint32_t line = 0;
  std::string function;  // that holds the place; may be empty
};

class DebugInfo : public Definitions {
 public:
  // An error says where debug information was looked for.
  virtual Status Available() = 0;
  // The function whose first instruction is at `address`, which its ELF file calls `symbol`.
  virtual Result<DebugFunction> FunctionAt(uint64_t address, std::string_view symbol) = 0;
  // Where the statements of a source line begin, once for each function that holds it, also inlined ones.
  // `file` is absolute or ends the path that the debug information has; column 0: any.
  virtual Result<std::vector<CodeLine>> PlacesOf(std::string_view file, uint32_t line, uint32_t column) = 0;
  // Where a function was inlined; empty if it never was. At most `most` places.
  virtual std::vector<CodeLine> InlinedAt(std::string_view function, size_t most) = 0;
  // As SourceLines::At.
  virtual std::vector<SourceFrame> FramesAt(uint64_t address) = 0;
};

// Makes the DebugInfo of an ELF file, without reading it yet.
using DebugInfoMaker = std::function<std::unique_ptr<DebugInfo>(const std::string& path)>;

}  // namespace sonde
