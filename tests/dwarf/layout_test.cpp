// Layouts of generated types: what sonde reads equals what the compiler did, in every form of debug
// information.
#include <map>
#include <sstream>

#include "samples.h"

namespace sonde::test {
namespace {

struct Line {
  std::string kind, keyword, tag, name;
  long first = 0, second = 0;

  [[nodiscard]] std::string type() const { return keyword + " " + tag; }
};

Line ParseLine(const std::string& text) {
  Line line;
  std::istringstream words(text);
  words >> line.kind >> line.keyword >> line.tag;
  if (line.kind != "size") words >> line.name;
  words >> line.first >> line.second;
  return line;
}

class LayoutTest : public ::testing::TestWithParam<std::string> {};

TEST_P(LayoutTest, EqualsTheCompilers) {
  const std::string path = Sample(GetParam(), "types");
  const auto info = MakeDwarf(path);
  ASSERT_TRUE(info->Available().ok()) << info->Available().error().Text();
  int types = 0;
  int fields = 0;
  int bits = 0;
  for (const std::string& text : OutputLines(path)) {
    const Line line = ParseLine(text);
    const TypePtr type = info->FindType(line.type());
    ASSERT_NE(type, nullptr) << text;
    if (line.kind == "size") {
      EXPECT_EQ(type->size, line.first) << text;
      ++types;
      continue;
    }
    const auto field = info->FindField(*type, line.name);
    // Bits that touch nine bytes are in no unit that a program loads.
    if (line.kind == "bits" && line.first % 8 + line.second > 64) {
      EXPECT_FALSE(field.has_value()) << text;
      continue;
    }
    ASSERT_TRUE(field.has_value()) << text;
    if (line.kind == "field") {
      EXPECT_EQ(field->byte_offset, line.first) << text;
      EXPECT_EQ(field->bit_size, 0U) << text;
      // sonde's type of a floating-point member is none.
      if (field->type->kind != TypeKind::None) {
        EXPECT_EQ(field->type->size, line.second) << text;
      }
      ++fields;
    } else {
      const uint32_t width = field->bit_size != 0 ? field->bit_size : 8 * field->type->size;
      EXPECT_EQ(field->byte_offset * 8 + field->bit_offset, line.first) << text;
      EXPECT_EQ(width, line.second) << text;
      ++bits;
    }
  }
  EXPECT_GE(types, 100);
  EXPECT_GE(fields, 100);
  EXPECT_GE(bits, 100);
}

INSTANTIATE_TEST_SUITE_P(Forms, LayoutTest, ::testing::ValuesIn(Forms()));

}  // namespace
}  // namespace sonde::test
