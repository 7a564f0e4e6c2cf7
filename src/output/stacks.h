// Stacks of maps as rows of names: what folded stacks and flame graphs are made of. Covered by
// tests/output/stacks_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "output/value.h"

namespace sonde::output {

// What a name in a row stands for. Label: another part of the key. Gap: between two stacks, or in the place
// of one that is not there.
enum class CodeKind : uint8_t { Label, Gap, Kernel, User, Cpp, Jit, Inlined };

struct StackName {
  std::string text;  // without control characters, semicolons, and bytes that are no UTF-8
  CodeKind kind = CodeKind::User;
  bool known = true;  // false: an address without a name
  bool operator==(const StackName&) const = default;
};

struct StackRow {
  std::vector<uint32_t> path;  // of names: labels, then frames, callers before what they call
  uint64_t count = 0;
};

struct FoldedMap {
  std::string map;  // its name
  std::vector<StackName> names;
  std::vector<StackRow> rows;  // each path once, in order of the names
  uint64_t left_out = 0;       // entries whose values are no numbers above 0
};

// What is said of an entry: its number; of avg and stats the total of all values, of a histogram how many
// there were. Nothing where that is no number above 0.
std::optional<uint64_t> Weight(const EntryValue& value);

// The rows of a map whose keys hold stacks, wherever in them; nothing of other maps, and of those whose
// values do not add up (min, max, tseries).
//
// A row begins with the parts of the key that are no stacks. Then come user and kernel stack, whichever is
// first in the key, joined by a gap. A second stack of a kind that the row has already follows behind a gap
// of its own, as do parts of the key in front of it: who woke a thread, behind what it waited for.
std::optional<FoldedMap> FoldStacks(const MapData& map);

// A name as a line of folded stacks has it: kernel code ends in _[k], what a compiler inlined in _[i], what
// was compiled at run time in _[j].
std::string_view SuffixOf(CodeKind kind);

// What a name of a line of folded stacks stands for; the suffix is cut off.
CodeKind TakeKind(std::string_view& name);

}  // namespace sonde::output
