// Leaves: MapPictureWriter. Covered by tests/output/folded_writer_test.cpp.
#include "output/picture_writer.h"

namespace sonde::output {

void MapPictureWriter::PrintMap(const MapData& map, const PrintOptions& options) {
  if (map.entries.empty()) return;
  if (options.top == 0 || options.top >= map.entries.size()) return Keep(map);
  MapData last = map;
  const auto end = last.entries.end() - static_cast<std::ptrdiff_t>(options.top);
  last.entries.erase(last.entries.begin(), end);
  Keep(last);
}

void MapPictureWriter::PrintMaps(std::span<const MapData> maps, const PrintOptions& options) {
  for (const MapData& map : maps)
    PrintMap(map, options);
}

}  // namespace sonde::output
