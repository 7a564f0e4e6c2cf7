// Options that are a script's own (getopt() of the language): words behind the script's file that sonde does
// not know, `opensnoop.bt --failed`. Leaves: FirstWord, TakeUnknownOptions. Covered by
// tests/cli/options_test.cpp.
#pragma once

#include <getopt.h>

#include <cstddef>
#include <string>
#include <vector>

namespace sonde {

// What getopt_long is given.
struct KnownOptions {
  const char* letters;
  const option* names;  // the last has none
};

// The index of the first word that is no option and no option's argument; argv.size() if all are, or before
// a `--` that ends the options.
size_t FirstWord(const std::vector<char*>& argv, const KnownOptions& known);

// Removes from argv, from the index `from` on and before any `--`, the long options (`--name`,
// `--name=value`) that are not known by their whole names: an abbreviation would take what the script calls
// so. Returns them in their order.
std::vector<std::string> TakeUnknownOptions(std::vector<char*>& argv, size_t from, const KnownOptions& known);

}  // namespace sonde
