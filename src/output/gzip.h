// Compression as gzip does it. Covered by tests/output/pprof_writer_test.cpp.
#pragma once

#include <string>
#include <string_view>

namespace sonde::output {

// Appends a whole gzip file that holds `bytes`; false if there is no memory for it.
bool AppendGzip(std::string& out, std::string_view bytes);

}  // namespace sonde::output
