// The writers of the output formats, declared from defs/formats.def, so that a format without a writer does
// not link. Covered by tests/output/formats_test.cpp.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "defs/formats.h"
#include "output/sink.h"
#include "output/stream.h"

namespace sonde::output {

#define FORMAT(id, name, help) std::unique_ptr<Sink> Make##id##Writer(Stream& out);
#include "defs/formats.def"

// The format of that name, or an error that names all there are.
Result<Format> FindFormat(std::string_view name);

// A writer to `out`, which outlives it.
std::unique_ptr<Sink> MakeWriter(Format format, Stream& out);

// The names of all formats with `between` between them: "text|json".
std::string FormatNames(std::string_view between);

}  // namespace sonde::output
