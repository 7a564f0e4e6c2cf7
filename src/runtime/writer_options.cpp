// Leaves: WriterOptionsOf. Covered by tests/runtime/fake_session_test.cpp and tests/run/flamegraph.test.
#include "runtime/writer_options.h"

#include <string>
#include <utility>

namespace sonde::runtime {
namespace {

// What a picture is headed with: the script's file, or the line that the first probe stands in.
std::string TitleOf(const bundle::Metadata& metadata) {
  constexpr std::string_view kFromCommandLine = "stdin";
  if (metadata.source_name != kFromCommandLine)
    return metadata.source_name.substr(metadata.source_name.rfind('/') + 1);
  return metadata.probes.empty() ? "" : metadata.probes.front().location.source_line;
}

// Whether all that is counted are looks at what runs, rather than events of their own.
bool Samples(const bundle::Metadata& metadata) {
  bool any = false;
  for (const bundle::ProbeMeta& probe : metadata.probes) {
    const ProbeKind kind = probe.kind;
    if ((RowOf(kind).flags & Alone) != 0 || kind == ProbeKind::Interval) continue;
    if (kind != ProbeKind::Profile && kind != ProbeKind::Hardware && kind != ProbeKind::Software)
      return false;
    any = true;
  }
  return any;
}

}  // namespace

output::WriterOptions WriterOptionsOf(const bundle::Metadata& metadata, output::FlameOptions flame) {
  output::WriterOptions options;
  options.title = TitleOf(metadata);
  if (Samples(metadata)) options.counted = "samples";
  options.flame = std::move(flame);
  return options;
}

}  // namespace sonde::runtime
