// Where a run's output goes: what -f and -o ask for, made a list of formats with their files. Covered by
// tests/output/targets_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "defs/formats.h"

namespace sonde::output {

// -f NAME=FILE.
struct FormatFile {
  std::string format;  // a name of formats.def
  std::string path;
};

// What the command line says.
struct TargetRequest {
  std::string format;  // -f NAME; empty: by the ending of `path`, else text
  std::string path;    // -o; empty: standard output
  std::vector<FormatFile> files;
};

struct Target {
  Format format = Format::Text;
  enum class Place : uint8_t { File, StandardOutput, StandardError } place = Place::StandardOutput;
  std::string path;         // of a File
  bool shows_maps = true;   // at the end; not of text beside a picture that shows them
  bool prints_maps = true;  // where the script prints them
};

// Adds what stands behind a -f, which has to be a format, or a format and a file.
Status AddFormat(TargetRequest& request, std::string_view word);

// The format that the name of a file asks for by its ending; text if by none.
Format FormatOfFile(std::string_view path);

// What is asked for, first where the script's own output goes. If that is a picture, which has no place for
// what scripts print, text goes on standard output, or, where the picture itself is there, on standard error.
Result<std::vector<Target>> ChooseTargets(const TargetRequest& request);

}  // namespace sonde::output
