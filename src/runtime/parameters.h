// Named parameters (getopt): what the command line sets, as bytes for the read-only data of the programs
// (cli-and-output.md 1.1). Leaves: ReadParameters. Covered by tests/runtime/parameters_test.cpp and
// tests/run/getopt.test.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "bundle/metadata.h"

namespace sonde::runtime {

struct ParameterValue {
  uint32_t offset = 0;  // into the ELF's .rodata
  std::string bytes;
};

// `words` are --NAME and --NAME=VALUE as typed. A later word wins. An error without a message is the answer
// to --help: its hints are the text.
Result<std::vector<ParameterValue>> ReadParameters(const std::vector<bundle::ParameterMeta>& known,
                                                   const std::vector<std::string>& words);

// Puts what `values` sets into the events that count by a parameter: print(@m, getopt("top", 5)).
void SetCounts(bundle::Metadata& metadata, const std::vector<ParameterValue>& values);

// What `values` sets a parameter to that is a number; nothing: its default holds.
std::optional<uint64_t> NumberOf(const bundle::ParameterMeta& parameter,
                                 const std::vector<ParameterValue>& values);

}  // namespace sonde::runtime
