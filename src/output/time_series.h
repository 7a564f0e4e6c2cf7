// Rows and picture of tseries maps (cli-and-output.md 12.7 and 13.4). Covered by
// tests/output/time_series_test.cpp.
#pragma once

#include <cstdint>
#include <string>

#include "base/json_stream.h"
#include "output/value.h"

namespace sonde::output {

// Has all series of a map end with the newest interval of any, and drops what is older than they keep.
void AlignTimeSeries(MapData& map);

// The picture, a row for each interval from the first with a value on; "<no data>" without any.
void AppendTimeSeries(std::string& out, const TimeSeries& series);

// Nanoseconds since 1970 as 2026-01-31T12:00:00.000000000Z.
std::string UtcText(uint64_t ns);

// Begin and value of each interval that has one.
void WriteJson(JsonStream& json, const TimeSeries& series);

}  // namespace sonde::output
