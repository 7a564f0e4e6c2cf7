// Tests of src/bundle/location.h.
#include "bundle/location.h"

#include <gtest/gtest.h>

namespace sonde::bundle {
namespace {

TEST(Location, IsInTheScriptOrInWhatItImports) {
  Metadata metadata;
  metadata.source_name = "a.bt";
  Location location;
  location.line = 3;
  location.column = 2;
  location.end_column = 5;
  location.source_line = " abc;";
  EXPECT_EQ(PlaceText(ExcerptOf(metadata, location)), "a.bt:3:2-5");
  EXPECT_EQ(LinesText(ExcerptOf(metadata, location)), " abc;\n ~~~\n");
  location.file = "lib.bt";
  EXPECT_EQ(PlaceText(ExcerptOf(metadata, location)), "lib.bt:3:2-5");
}

}  // namespace
}  // namespace sonde::bundle
