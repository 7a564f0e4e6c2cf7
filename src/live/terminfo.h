// What descriptions of terminals say (terminfo), without the macros of the library's header. Covered by
// tests/run/live.test.
#pragma once

#include <cstdint>
#include <string>

namespace sonde::live::terminfo {

enum class Found : uint8_t { Yes, NoDescriptions, NotThisOne, NotFit };

// Reads the description of a terminal of this name.
Found Load(const char* name, int fd);
// Whether it has the sequence of that name of terminfo, and what it is; "" if not.
bool Has(const char* name);
std::string Sequence(const char* name);

}  // namespace sonde::live::terminfo
