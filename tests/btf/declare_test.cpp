// Kernel types as C, from the recorded BTF (tests/support/host/types.c).
#include "btf/declare.h"
#include "support/test_dir.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

namespace sonde::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Declare(const std::vector<std::string>& names) {
  std::ifstream file(SONDE_TEST_DIR "/support/host/btf", std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  const std::string text = bytes.str();
  const auto raw = RawBtf::Parse(text);
  const auto types = OpenInLibrary(text, *raw, nullptr);
  return types.ok() ? DeclareTypes(**types, names) : types.error().Text();
}

TEST(DeclareTypes, AStructWithWhatItNeeds) {
  const std::string text = Declare({"struct file"});
  EXPECT_THAT(text, HasSubstr("typedef long long loff_t;"));
  EXPECT_THAT(text, HasSubstr("struct file {\n\tloff_t f_pos;\n\tstruct inode *f_inode;\n};"));
  EXPECT_THAT(text, HasSubstr("struct inode;"));
  EXPECT_THAT(text, Not(HasSubstr("task_struct")));
}

TEST(DeclareTypes, TypedefsEnumsAndEnumerators) {
  EXPECT_THAT(Declare({"u32"}), HasSubstr("typedef unsigned int u32;"));
  EXPECT_THAT(Declare({"enum signed_enum"}), HasSubstr("BELOW = -1"));
  EXPECT_THAT(Declare({"MODE_REL"}), HasSubstr("enum hrtimer_mode {"));
  EXPECT_THAT(Declare({"BIG"}), HasSubstr("enum big_enum {"));
}

TEST(DeclareTypes, NothingForUnknownNames) {
  EXPECT_EQ(Declare({"struct none", "none", "union file", "enum file", ""}), "");
  EXPECT_EQ(Declare({}), "");
}

}  // namespace
}  // namespace sonde::test
