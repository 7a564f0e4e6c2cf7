// Leaves: FileOf. Covered by tests/serve/files_test.cpp.
#include "serve/files.h"

#include <utility>

#include "output/formats.h"
#include "output/stream.h"

namespace sonde::serve {

std::string FileOf(const output::Snapshot& snapshot, Format format, std::string_view map) {
  output::Stream out;
  const auto writer = output::MakeWriter(format, out);
  writer->BeginSnapshot(true);
  for (const output::MapData& each : snapshot.maps) {
    if (map.empty() || each.name == map) writer->SnapshotMap(each);
  }
  writer->EndSnapshot();
  return std::move(out.buffer());
}

}  // namespace sonde::serve
