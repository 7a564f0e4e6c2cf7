// The writers of the output formats, declared from defs/formats.def, so that a format without a writer does
// not link. Covered by tests/output/formats_test.cpp.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "defs/formats.h"
#include "output/pictures/folded_file.h"
#include "output/sink.h"
#include "output/stream.h"

namespace sonde::output {

// How a flame graph is drawn.
struct FlameOptions {
  bool icicle = false;                       // --icicle: the root is on top
  bool reverse = false;                      // --reverse: merged from the leaf
  std::string diff;                          // --diff: a file of folded stacks to compare with; empty: none
  std::shared_ptr<const FoldedFile> before;  // what is in it

  [[nodiscard]] bool any() const { return icicle || reverse || !diff.empty(); }
};

// What a writer is told of the run.
struct WriterOptions {
  std::string title;  // what the run is about: the script's file, or its first line; may be empty
  std::string counted = "events";  // what count() counts, in a word
  FlameOptions flame;
};

#define FORMAT(id, name, endings, shows, help) \
  std::unique_ptr<Sink> Make##id##Writer(Stream& out, const WriterOptions& options = {});
#include "defs/formats.def"

// The format of that name, or an error that names all there are.
Result<Format> FindFormat(std::string_view name);

// A writer to `out`, which outlives it.
std::unique_ptr<Sink> MakeWriter(Format format, Stream& out, const WriterOptions& options = {});

// The names of all formats with `between` between them: "text|json".
std::string FormatNames(std::string_view between);

}  // namespace sonde::output
