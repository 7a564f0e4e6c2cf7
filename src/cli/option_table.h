// The table of options (defs/options.def) as getopt_long wants it and as people read it, for sonde and for
// sonde-run, which has some of them. Covered by tests/cli/options_test.cpp and
// tests/runtime/sonde_run_test.cpp.
#pragma once

#include <getopt.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "defs/options.h"

namespace sonde {

// What getopt returns for an option: its letter, or a number behind all letters.
int CodeOf(const OptionRow& row);

// The row of what getopt has returned; null: it knows none.
const OptionRow* FindOption(int code);

// The options that sonde-run has, with what it says of them.
std::vector<OptionRow> RunnerOptions();

// The stages of -d, and all of them.
inline constexpr std::string_view kDumpStages[] = {"ast",    "types",  "codegen",  "codegen-opt", "asm",
                                                   "bundle", "libbpf", "verifier", "all"};

// The words that an option takes, if it takes one of a few; else none.
std::vector<std::string_view> WordsOf(const OptionRow& row);

struct GetoptTable {
  // The texts of `rows` are those of the table.
  explicit GetoptTable(std::span<const OptionRow> rows);
  std::vector<option> names;  // the last has none
  std::string letters;
};

// A line or more for each option that has something to say, with the words it takes.
std::string OptionLines(std::span<const OptionRow> rows);

}  // namespace sonde
