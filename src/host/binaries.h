// Paths of traced binaries: names on PATH, libraries by name, patterns, the files of a process.
// Covered by tests/host/binaries_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "host/host_view.h"

namespace sonde {

// As HostView::ResolveBinary.
Result<Binary> ResolveBinaryPath(std::string_view name, int pid);
// As HostView::FindOnPath.
std::vector<std::string> FindPathsOnPath(std::string_view name, int pid);
// As HostView::MatchBinaries.
std::vector<Binary> MatchBinaryPaths(std::string_view pattern, int pid);

// Paths that an ld.so.cache (its text) has for a library: "libc" finds libc.so.6, "libc.so.6" only that.
std::vector<std::string> FindInLoaderCache(std::string_view cache, std::string_view library);

}  // namespace sonde
