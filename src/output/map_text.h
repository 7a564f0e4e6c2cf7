// Maps as text, for those who write them line by line and for printf of a whole map. Covered by
// tests/output/writer_test.cpp and shown_values_test.cpp.
#pragma once

#include <string>

#include "output/sink.h"
#include "output/text.h"

namespace sonde::output {

// "@m[key]: value\n", a histogram on lines of its own.
void AppendEntry(std::string& out, const MapData& map, const MapEntry& entry, const PrintOptions& options,
                 TextOptions text);

// A value of a map that is no histogram.
void AppendSingle(std::string& out, const MapData& map, const MapEntry& entry, uint32_t divisor,
                  TextOptions text);

}  // namespace sonde::output
