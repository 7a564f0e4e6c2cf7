// Dump: the typed program as text for goldens and `-d types`. One line per statement; the type stands after
// each leaf and conversion. Covered by tests/golden/typed/*.
#pragma once

#include <string>

namespace sonde::typed {

struct Program;

std::string Dump(const Program& program);

}  // namespace sonde::typed
