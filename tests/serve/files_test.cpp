// Tests of maps as files.
#include "serve/files.h"

#include <gtest/gtest.h>

#include "values.h"

namespace sonde::serve {
namespace {

output::Snapshot TwoMaps() {
  output::Snapshot snapshot;
  snapshot.maps = {
      {"@a", true, Aggregation::Count, {{output::Str("x"), output::Unsigned(3)}}},
      {"@b", true, Aggregation::Count, {{output::Trace({"leaf", "root"}), output::Unsigned(5)}}}};
  return snapshot;
}

TEST(FilesTest, AllMapsOrOne) {
  EXPECT_EQ(FileOf(TwoMaps(), Format::Json, "@a"), "{\"type\": \"map\", \"data\": {\"@a\": {\"x\": 3}}}\n");
  EXPECT_EQ(FileOf(TwoMaps(), Format::Folded, ""), "root_[k];leaf_[k] 5\n");
  EXPECT_EQ(FileOf(TwoMaps(), Format::Json, "@none"), "");
}

}  // namespace
}  // namespace sonde::serve
