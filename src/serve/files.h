// Maps of a snapshot as a file of one of sonde's formats. Covered by tests/serve/files_test.cpp.
#pragma once

#include <string>
#include <string_view>

#include "defs/formats.h"
#include "output/board.h"

namespace sonde::serve {

// `map`: the name of the one that is wanted; empty: all.
std::string FileOf(const output::Snapshot& snapshot, Format format, std::string_view map);

}  // namespace sonde::serve
