// The kernel's symbol table by name. Leaves: KernelSymbolTable, WithoutCompilerSuffix.
// Covered by tests/host/kernel_symbol_table_test.cpp.
#include "host/kernel_symbol_table.h"

#include <algorithm>
#include <charconv>

#include "host/files.h"

namespace sonde {
namespace {

constexpr std::string_view kSuffixes[] = {".isra.", ".constprop."};

bool IsNumber(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool IsCode(char type) {
  return type == 't' || type == 'T' || type == 'w' || type == 'W';
}

}  // namespace

std::string_view WithoutCompilerSuffix(std::string_view name) {
  while (true) {
    size_t cut = std::string_view::npos;
    for (const std::string_view suffix : kSuffixes) {
      const size_t at = name.rfind(suffix);
      if (at != std::string_view::npos && at > 0 && IsNumber(name.substr(at + suffix.size()))) cut = at;
    }
    if (cut == std::string_view::npos) return name;
    name = name.substr(0, cut);
  }
}

KernelSymbolTable::KernelSymbolTable(std::string text) : text_(std::move(text)) {
  entries_.reserve(text_.size() / 48);
  ForEachLine(text_, [this](std::string_view line) {
    const size_t blank = line.find(' ');
    if (blank == std::string_view::npos || blank + 3 >= line.size() || !IsCode(line[blank + 1])) return;
    Entry entry;
    std::from_chars(line.data(), line.data() + blank, entry.address, 16);
    std::string_view rest = line.substr(blank + 3);
    const size_t end = rest.find_first_of(" \t");
    entry.name = rest.substr(0, end);
    const size_t open = end == std::string_view::npos ? end : rest.find('[', end);
    const size_t close = open == std::string_view::npos ? open : rest.find(']', open);
    if (close != std::string_view::npos) entry.module = rest.substr(open + 1, close - open - 1);
    entries_.push_back(entry);
  });
}

uint64_t KernelSymbolTable::SizeOf(const Entry& entry) const {
  uint64_t next = 0;
  for (const Entry& other : entries_) {
    if (other.address > entry.address && (next == 0 || other.address < next)) next = other.address;
  }
  return entry.address == 0 || next == 0 ? 0 : next - entry.address;
}

std::vector<KernelSymbol> KernelSymbolTable::Collect(std::string_view name, bool any_suffix) const {
  std::vector<KernelSymbol> found;
  for (const Entry& entry : entries_) {
    const bool same = any_suffix ? entry.name.starts_with(name) && WithoutCompilerSuffix(entry.name) == name
                                 : entry.name == name;
    if (!same) continue;
    const auto later = std::find_if(found.begin(), found.end(),
                                    [&](const KernelSymbol& other) { return other.address > entry.address; });
    found.insert(later, {std::string(entry.name), std::string(entry.module), entry.address, SizeOf(entry)});
  }
  return found;
}

std::vector<KernelSymbol> KernelSymbolTable::Find(std::string_view function) const {
  auto found = Collect(function, false);
  return found.empty() ? Collect(WithoutCompilerSuffix(function), true) : found;
}

}  // namespace sonde
