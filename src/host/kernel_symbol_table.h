// KernelSymbolTable: functions by name in the text of /proc/kallsyms: those that exist several times, and
// those that the compiler gave a suffix. Covered by tests/host/kernel_symbol_table_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/host_view.h"

namespace sonde {

// A function's name without what compilers append to copies of whole functions: "f" of "f.isra.0",
// "f.constprop.1.isra.0". Parts of functions (.part.0, .cold) keep their suffix: they are something else.
std::string_view WithoutCompilerSuffix(std::string_view name);

class KernelSymbolTable {
 public:
  // `text`: lines "ADDRESS TYPE NAME" or "ADDRESS TYPE NAME [MODULE]".
  explicit KernelSymbolTable(std::string text);
  KernelSymbolTable(const KernelSymbolTable&) = delete;  // the entries point into the text
  KernelSymbolTable& operator=(const KernelSymbolTable&) = delete;

  [[nodiscard]] bool empty() const { return entries_.empty(); }
  // As HostView::FindKernelSymbols, sorted by address.
  [[nodiscard]] std::vector<KernelSymbol> Find(std::string_view function) const;

 private:
  struct Entry {
    std::string_view name;
    std::string_view module;
    uint64_t address = 0;
  };
  [[nodiscard]] std::vector<KernelSymbol> Collect(std::string_view name, bool any_suffix) const;
  [[nodiscard]] uint64_t SizeOf(const Entry& entry) const;

  std::string text_;  // what the entries point into
  std::vector<Entry> entries_;
};

}  // namespace sonde
