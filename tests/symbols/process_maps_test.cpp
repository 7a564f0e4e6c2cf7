// Tests of src/symbols/process_maps.h.
#include "symbols/process_maps.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace sonde {
namespace {

TEST(ProcessMaps, KeepsExecutableMappings) {
  const auto mappings = ParseMappings(
      "1000-2000 r--p 00000000 08:01 12   /usr/bin/a b\n"
      "2000-3000 r-xp 00001000 08:01 12                     /usr/bin/a b\n"
      "4000-5000 rwxp 00000000 00:00 0\n"
      "6000-7000 r-xp 00000000 00:00 7 /tmp/gone (deleted)\n"
      "6800-7000 r-xp 00000000 00:00 7 /overlaps\n"
      "nonsense\n"
      "7fff0000-7fff1000 r-xp 00000000 00:00 0 [vdso]\n"
      "9000-8000 r-xp 00000000 00:00 0 /backwards");
  ASSERT_EQ(mappings.size(), 4u);
  EXPECT_EQ(mappings[0].path, "/usr/bin/a b");
  EXPECT_EQ(mappings[0].offset, 0x1000u);
  EXPECT_EQ(mappings[0].inode, 12u);
  EXPECT_EQ(mappings[1].path, "");
  EXPECT_TRUE(mappings[2].deleted);
  EXPECT_EQ(mappings[2].path, "/tmp/gone");
  EXPECT_EQ(mappings[3].path, "[vdso]");
}

TEST(ProcessMaps, FindsTheOneAroundAnAddress) {
  const auto mappings = ParseMappings("2000-3000 r-xp 0 08:01 12 /a\n4000-5000 r-xp 0 08:01 13 /b\n");
  EXPECT_EQ(FindMapping(mappings, 0x1fff), nullptr);
  EXPECT_EQ(FindMapping(mappings, 0x2000)->path, "/a");
  EXPECT_EQ(FindMapping(mappings, 0x3000), nullptr);
  EXPECT_EQ(FindMapping(mappings, 0x4fff)->path, "/b");
  EXPECT_EQ(FindMapping({}, 5), nullptr);
}

TEST(ProcessMaps, NewMappingsCutOldOnes) {
  auto mappings = ParseMappings("1000-5000 r-xp 0 08:01 12 /a\n6000-7000 r-xp 0 08:01 13 /b\n");
  InsertMapping(mappings, {0x2000, 0x3000, 0, "08:01", 14, "/c", false});
  InsertMapping(mappings, {0x6000, 0x8000, 0, "08:01", 15, "/d", false});
  InsertMapping(mappings, {0x9000, 0x9000, 0, "08:01", 16, "/empty", false});
  ASSERT_EQ(mappings.size(), 4u);
  EXPECT_EQ(FindMapping(mappings, 0x1fff)->path, "/a");
  EXPECT_EQ(FindMapping(mappings, 0x2fff)->path, "/c");
  EXPECT_EQ(FindMapping(mappings, 0x3000)->path, "/a");
  EXPECT_EQ(FindMapping(mappings, 0x3000)->offset, 0x2000u);
  EXPECT_EQ(FindMapping(mappings, 0x6500)->path, "/d");
}

TEST(ProcessMaps, ReadsItsOwn) {
  EXPECT_FALSE(ReadMappings(getpid()).empty());
  EXPECT_TRUE(ReadMappings(0x7ffffff0).empty());
}

}  // namespace
}  // namespace sonde
