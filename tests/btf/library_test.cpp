// Tests of what BTF libbpf is given to print, and of what it prints.
#include "btf/library.h"

#include <gtest/gtest.h>

#include <vector>

namespace sonde {
namespace {

constexpr uint32_t kFlag = 1U << 31;

// BTF from words of types; its strings are "", "a" (1) and "b" (3).
std::string Types(const std::vector<uint32_t>& words) {
  const std::string strings("\0a\0b\0", 5);
  const auto size = static_cast<uint32_t>(words.size() * 4);
  const uint32_t header[6] = {0x0001eb9f, 24, 0, size, size, static_cast<uint32_t>(strings.size())};
  std::string bytes(reinterpret_cast<const char*>(header), sizeof(header));
  bytes.append(reinterpret_cast<const char*>(words.data()), size);
  return bytes + strings;
}

uint32_t Info(uint32_t kind, uint32_t count = 0) {
  return kind << 24 | count;
}

// Type `id` as libbpf prints it, or why it is not asked to.
std::string Print(const std::vector<uint32_t>& words, uint32_t id) {
  const std::string bytes = Types(words);
  const auto raw = RawBtf::Parse(bytes);
  if (!raw) return raw.error().Text();
  const auto types = OpenInLibrary(bytes, *raw, nullptr);
  if (!types) return types.error().Text();
  return BtfDump(**types).Print(id);
}

const std::vector<uint32_t> kPair = {1, Info(BTF_KIND_INT),       4, 32,  //
                                     3, Info(BTF_KIND_STRUCT, 1), 8, 1,  1, 0};

TEST(BtfLibrary, PrintsWithWhatIsNeeded) {
  // The four bytes at the end, which the layout would not give by itself, are written out.
  EXPECT_EQ(Print(kPair, 2), "struct b {\n\ta a;\n\tlong: 0;\n};\n\n");
}

TEST(BtfLibrary, PrintsEachTypeOnce) {
  const std::string bytes = Types(kPair);
  const auto raw = RawBtf::Parse(bytes);
  const auto types = OpenInLibrary(bytes, *raw, nullptr);
  ASSERT_TRUE(types.ok());
  BtfDump dump(**types);
  EXPECT_NE(dump.Print(2), "");
  EXPECT_EQ(dump.Print(2), "");
  EXPECT_EQ(dump.Print(77), "");
}

TEST(BtfLibrary, RefusesWhatContainsItself) {
  EXPECT_EQ(Print({1, Info(BTF_KIND_STRUCT, 1) | kFlag, 4, 1, 1, 0}, 1),
            "its BTF is damaged: type 1 contains itself");
  EXPECT_EQ(Print({0, Info(BTF_KIND_PTR), 1}, 1), "BTF type 1 has too many levels");
}

TEST(BtfLibrary, RefusesMembersThatDoNotFit) {
  const std::string refused = "BTF type 2 has members that do not fit it";
  EXPECT_EQ(Print({1, Info(BTF_KIND_STRUCT), 1U << 30}, 1), "BTF type 1 has members that do not fit it");
  EXPECT_EQ(Print({1, Info(BTF_KIND_INT), 4, 32, 1, Info(BTF_KIND_STRUCT, 1), 4, 1, 1, 8}, 2), refused);
  EXPECT_EQ(Print({1, Info(BTF_KIND_INT), 4, 32, 1, Info(BTF_KIND_STRUCT, 1), 4, 1, 1, 0x7fffffff}, 2),
            refused);
  EXPECT_EQ(Print({1, Info(BTF_KIND_INT), 4, 32, 1, Info(BTF_KIND_STRUCT, 1), 4, 1, 3, 0,  //
                   0, Info(BTF_KIND_ARRAY), 0, 1, 1, 0x7fffffff},
                  2),
            refused);
  // libbpf would divide by the alignment of the member.
  for (const uint32_t kind :
       std::initializer_list<uint32_t>{BTF_KIND_FLOAT, BTF_KIND_FWD, BTF_KIND_FUNC_PROTO})
    EXPECT_EQ(Print({1, Info(kind), 0, 3, Info(BTF_KIND_STRUCT, 1), 8, 1, 1, 0}, 2), refused) << kind;
}

// What has no name is written out wherever it is a member: here the same struct, twice in each level.
TEST(BtfLibrary, RefusesWhatDoubles) {
  std::vector<uint32_t> words = {1, Info(BTF_KIND_INT), 1, 8};
  for (uint32_t id = 1; id < 40; ++id)
    words.insert(words.end(), {0, Info(BTF_KIND_UNION, 2), 1, 0, id, 0, 0, id, 0});
  EXPECT_TRUE(Print(words, 1).ends_with("is too long to print"));
  std::vector<uint32_t> functions = {0, Info(BTF_KIND_FUNC_PROTO), 0};
  for (uint32_t id = 1; id < 40; ++id)
    functions.insert(functions.end(), {0, Info(BTF_KIND_FUNC_PROTO, 2), 0, 0, id, 0, id});
  EXPECT_TRUE(Print(functions, 1).ends_with("is too long to print"));
}

// Members that go to and fro over a hole: lines of padding each time.
TEST(BtfLibrary, RefusesHolesWithoutEnd) {
  std::vector<uint32_t> words = {1, Info(BTF_KIND_INT), 1, 8, 1, Info(BTF_KIND_STRUCT, 4000), 1U << 20};
  for (int i = 0; i < 2000; ++i)
    words.insert(words.end(), {1, 1, 0, 1, 1, ((1U << 20) - 1) * 8});
  EXPECT_EQ(Print(words, 2), "BTF type 2 is too long to print");
}

// Pointers, and nameless structs behind pointers, nest as deep as the bytes go.
TEST(BtfLibrary, RefusesWhatNestsTooDeep) {
  std::vector<uint32_t> pointers, structs;
  for (uint32_t id = 1; id < 100000; ++id)
    pointers.insert(pointers.end(), {0, Info(BTF_KIND_PTR), id + 1});
  pointers.insert(pointers.end(), {1, Info(BTF_KIND_INT), 4, 32});
  EXPECT_EQ(Print(pointers, 1), "BTF type 1 has too many levels");
  for (uint32_t id = 1; id < 50000; id += 2) {
    structs.insert(structs.end(), {0, Info(BTF_KIND_PTR), id + 1});
    structs.insert(structs.end(), {0, Info(BTF_KIND_STRUCT, 1), 8, 1, id + 2, 0});
  }
  structs.insert(structs.end(), {1, Info(BTF_KIND_INT), 4, 32});
  EXPECT_EQ(Print(structs, 1), "BTF type 1 has too many levels");
}

// Of two structs that point to each other a name will do.
TEST(BtfLibrary, PointersMayGoRoundThroughNames) {
  EXPECT_EQ(Print({1, Info(BTF_KIND_STRUCT, 1), 8, 3, 2, 0,  //
                   0, Info(BTF_KIND_PTR), 3,                 //
                   3, Info(BTF_KIND_STRUCT, 1), 8, 1, 4, 0,  //
                   0, Info(BTF_KIND_PTR), 1},
                  1),
            "struct b;\n\nstruct a {\n\tstruct b *b;\n};\n\n");
}

}  // namespace
}  // namespace sonde
