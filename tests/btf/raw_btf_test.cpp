// Tests of src/btf with hostile bytes: nothing crashes, loops or reads outside.
#include "btf/raw_btf.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <random>
#include <sstream>

#include "btf/btf.h"
#include "support/test_dir.h"

namespace sonde {
namespace {

// Builds BTF from 32-bit words of types and a string section.
std::string Make(const std::vector<uint32_t>& types, const std::string& strings) {
  const auto type_size = static_cast<uint32_t>(types.size() * 4);
  const uint32_t header[6] = {0x0001eb9f, 24, 0, type_size, type_size, static_cast<uint32_t>(strings.size())};
  std::string bytes(reinterpret_cast<const char*>(header), sizeof(header));
  bytes.append(reinterpret_cast<const char*>(types.data()), type_size);
  return bytes + strings;
}

uint32_t Info(uint32_t kind, uint32_t count = 0) {
  return kind << 24 | count;
}

std::string Sample() {
  std::ifstream file(SONDE_TEST_DIR "/support/host/btf", std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

// Asks everything of `bytes`; the answers do not matter.
void Exercise(const std::string& bytes) {
  auto btf = Btf::FromBytes(bytes);
  if (!btf) return;
  for (const char* name :
       {"struct task_struct", "struct packed", "struct inode", "enum big_enum", "u64", "x"}) {
    const TypePtr type = (*btf)->FindType(name);
    if (!type) continue;
    Spell(*type);
    for (const auto& field : (*btf)->Fields(*type))
      Spell(*field.type);
    (*btf)->FindField(*type, "utime_high");
    (*btf)->FindField(*type, "never");
  }
  (*btf)->FindFunction("vfs_read");
  (*btf)->FindRawTracepoint("sched_switch");
  (*btf)->FunctionNames();
}

TEST(RawBtf, RefusesWhatIsNotBtf) {
  EXPECT_FALSE(Btf::FromBytes("").ok());
  EXPECT_FALSE(Btf::FromBytes(std::string(100, '\0')).ok());
  EXPECT_FALSE(Btf::FromBytes(Make({}, "")).ok());
  EXPECT_FALSE(Btf::FromBytes(Make({}, "no end")).ok());
  EXPECT_FALSE(Btf::FromBytes(Make({0, Info(BTF_KIND_INT)}, std::string("\0", 1))).ok());
  EXPECT_FALSE(Btf::FromBytes(Make({0, Info(BTF_KIND_INT), 4}, std::string("\0", 1))).ok());
  EXPECT_FALSE(Btf::FromBytes(Make({0, Info(31), 4}, std::string("\0", 1))).ok());
}

TEST(RawBtf, TypedefCyclesEnd) {
  const std::string strings("\0a\0", 3);
  auto btf = Btf::FromBytes(Make({1, Info(BTF_KIND_TYPEDEF), 2, 1, Info(BTF_KIND_TYPEDEF), 1}, strings));
  ASSERT_TRUE(btf.ok());
  EXPECT_EQ(Spell(*(*btf)->FindType("a")), "void");
}

TEST(RawBtf, PointerAndArrayCyclesEnd) {
  const std::string strings("\0a\0", 3);
  auto pointer = Btf::FromBytes(Make({1, Info(BTF_KIND_TYPEDEF), 2, 0, Info(BTF_KIND_PTR), 2}, strings));
  ASSERT_TRUE(pointer.ok());
  EXPECT_TRUE(Spell(*(*pointer)->FindType("a")).starts_with("void *"));
  auto array = Btf::FromBytes(
      Make({1, Info(BTF_KIND_TYPEDEF), 2, 0, Info(BTF_KIND_ARRAY), 0, 2, 2, 0x7fffffff}, strings));
  ASSERT_TRUE(array.ok());
  EXPECT_NE((*array)->FindType("a"), nullptr);
}

TEST(RawBtf, MemberLoopsEnd) {
  const std::string strings("\0a\0", 3);
  std::vector<uint32_t> types = {1, Info(BTF_KIND_STRUCT, 200), 8};
  for (int i = 0; i < 200; ++i)
    types.insert(types.end(), {0, 1, 0});
  auto btf = Btf::FromBytes(Make(types, strings));
  ASSERT_TRUE(btf.ok());
  EXPECT_FALSE((*btf)->FindField(*(*btf)->FindType("struct a"), "b").has_value());
}

TEST(RawBtf, NamesOutsideTheStringsAreEmpty) {
  const std::string bytes = Make({999, Info(BTF_KIND_PTR), 77}, std::string("\0", 1));
  auto btf = RawBtf::Parse(bytes);
  ASSERT_TRUE(btf.ok());
  EXPECT_EQ(btf->NameOf(1), "");
  EXPECT_EQ(btf->KindOf(77), uint32_t{BTF_KIND_UNKN});
  EXPECT_EQ(btf->Name(0xffffffff), "");
}

TEST(RawBtf, OldBitFieldEncoding) {
  // struct a { int:5 at bit 3 }, the integer type itself five bits wide.
  const std::string strings("\0a\0b\0", 5);
  const std::vector<uint32_t> types = {1, Info(BTF_KIND_STRUCT, 1), 4, 3,           2, 3,  //
                                       0, Info(BTF_KIND_INT),       4, 1U << 24 | 5};
  auto btf = Btf::FromBytes(Make(types, strings));
  ASSERT_TRUE(btf.ok());
  const auto field = (*btf)->FindField(*(*btf)->FindType("struct a"), "b");
  ASSERT_TRUE(field.has_value());
  EXPECT_EQ(field->bit_size, 5u);
  EXPECT_EQ(field->bit_offset, 3u);
  EXPECT_EQ(field->byte_offset, 0u);
}

TEST(RawBtf, EveryTruncationDoesNotCrash) {
  const std::string whole = Sample();
  ASSERT_FALSE(whole.empty());
  for (size_t size = 0; size < whole.size(); size += 3)
    Exercise(whole.substr(0, size));
}

TEST(RawBtf, RandomDamageDoesNotCrash) {
  const std::string whole = Sample();
  std::mt19937 random(7);  // NOLINT: the same damage in every run
  for (int round = 0; round < 2000; ++round) {
    std::string damaged = whole;
    for (int hit = 0; hit < 4; ++hit)
      damaged[random() % damaged.size()] = static_cast<char>(random());
    Exercise(damaged);
  }
}

}  // namespace
}  // namespace sonde
