// Places of the script. Leaves: ExcerptOf. Covered by tests/bundle/location_test.cpp.
#include "bundle/location.h"

namespace sonde::bundle {

Excerpt ExcerptOf(const Metadata& metadata, const Location& location) {
  return {location.file.empty() ? metadata.source_name : location.file,
          location.line,
          location.column,
          location.line,
          location.end_column,
          location.source_line};
}

}  // namespace sonde::bundle
