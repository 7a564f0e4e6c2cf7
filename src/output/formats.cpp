// The table of output formats. Leaves: FindFormat, MakeWriter, FormatNames. Covered by
// tests/output/formats_test.cpp.
#include "output/formats.h"

namespace sonde::output {

Result<Format> FindFormat(std::string_view name) {
  for (const FormatRow& row : kFormats) {
    if (row.name == name) return row.format;
  }
  return Error("Invalid output format \"" + std::string(name) + "\"\nValid formats: '" + FormatNames("', '") +
               "'");
}

std::unique_ptr<Sink> MakeWriter(Format format, Stream& out, const WriterOptions& options) {
  using Maker = std::unique_ptr<Sink> (*)(Stream&, const WriterOptions&);
  static constexpr Maker kMakers[] = {
#define FORMAT(id, name, endings, shows, help) Make##id##Writer,
#include "defs/formats.def"
  };
  return kMakers[static_cast<size_t>(format)](out, options);
}

std::string FormatNames(std::string_view between) {
  std::string names;
  for (const FormatRow& row : kFormats) {
    if (!names.empty()) names += between;
    names += row.name;
  }
  return names;
}

}  // namespace sonde::output
