// Tests of rows in columns.
#include "base/columns.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

using Lines = std::vector<std::string>;

TEST(Columns, AreAsWideAsWhatIsInThem) {
  EXPECT_EQ(InColumns({{"runs", "name"}, {"7", "a longer one"}, {"12345", ""}}, "rl"),
            (Lines{" runs  name", "    7  a longer one", "12345"}));
  EXPECT_EQ(InColumns({{"a", "b", "c"}, {"aaa", "bb", "c"}}, "lrl"), (Lines{"a     b  c", "aaa  bb  c"}));
}

TEST(Columns, Nothing) {
  EXPECT_EQ(InColumns({}, "rl"), Lines());
  EXPECT_EQ(InColumns({{""}}, "r"), Lines{""});
}

}  // namespace
}  // namespace sonde
