// Random programs in the language. The same seed gives the same program.
// Covered by tests/generated/generated_test.cpp.
#pragma once

#include <cstdint>
#include <string>

namespace sonde::test {

// A well-typed script of bounded size that must compile and load.
std::string RandomProgram(uint64_t seed);

// Words of the language in any order: nearly always wrong.
std::string RandomTokens(uint64_t seed);

// A well-typed script, a few of whose tokens were removed, doubled, swapped or replaced.
std::string DamagedProgram(uint64_t seed);

}  // namespace sonde::test
