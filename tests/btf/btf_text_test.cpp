// Tests of BtfText through Btf::MatchDefinitions: definitions of tests/support/host/btf (made from types.c
// beside it).
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "btf/btf.h"
#include "support/test_dir.h"

namespace sonde {
namespace {

class BtfTextTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ifstream file(SONDE_TEST_DIR "/support/host/btf", std::ios::binary);
    auto btf = Btf::FromBytes(std::string(std::istreambuf_iterator<char>(file), {}));
    ASSERT_TRUE(btf.ok());
    btf_ = std::move(*btf);
  }
  std::string Text(const char* pattern) {
    const auto found = btf_->MatchDefinitions(pattern, true);
    return found.size() == 1 ? found[0].text : std::to_string(found.size()) + " matches";
  }
  std::string Names(const char* pattern) {
    std::string names;
    for (const auto& found : btf_->MatchDefinitions(pattern, false)) {
      EXPECT_EQ(found.text, "");
      EXPECT_EQ(found.module, "vmlinux");
      names += found.name + ";";
    }
    return names;
  }
  std::unique_ptr<Btf> btf_;
};

TEST_F(BtfTextTest, MatchesNamesOfOneKind) {
  EXPECT_EQ(Names("struct *a*k*t"), "struct task_struct;");
  EXPECT_EQ(Names("enum *"), "enum big_enum;enum hrtimer_mode;enum pid_type;enum signed_enum;");
  EXPECT_EQ(Names("union *"), "");
  EXPECT_EQ(Names("struct nothing"), "");
  EXPECT_EQ(Names("list_head"), "");
}

TEST_F(BtfTextTest, StructsAndEnumerations) {
  EXPECT_EQ(Text("struct list_head"),
            "struct list_head {\n\tstruct list_head *next;\n\tstruct list_head *prev;\n};");
  EXPECT_EQ(Text("enum signed_enum"), "enum signed_enum {\n\tBELOW = -1,\n\tABOVE = 1,\n};");
  EXPECT_EQ(Text("enum big_enum"), "enum big_enum {\n\tBIG = 4294967296ULL,\n};");
}

TEST_F(BtfTextTest, PackedStructsAndBitFields) {
  EXPECT_EQ(Text("struct packed"),
            "struct packed {\n\tu8 a;\n\tu32 odd: 12;\n\tu32 rest: 20;\n} __attribute__((packed));");
}

TEST_F(BtfTextTest, DeclaratorsOfEveryKind) {
  const std::string text = Text("struct task_struct");
  for (const char* line :
       {"\n\tchar comm[16];\n", "\n\tint matrix[2][3];\n", "\n\tvoid (*destructor)(struct task_struct *);\n",
        "\n\tconst char __attribute__((btf_type_tag(\"user\"))) *user_text;\n", "\n\tvolatile long state;\n",
        "\n\tunsigned int exit_level: 6;\n", "\n\tenum hrtimer_mode mode;\n", "\n\tdouble ratio;\n",
        "\n\tunion {\n\t\tu64 utime;\n\t\tstruct {\n\t\t\tu32 utime_low;\n\t\t\tu32 "
        "utime_high;\n\t\t};\n\t};\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << "is missing in\n" << text;
  }
  EXPECT_EQ(text.find("packed"), std::string::npos);
}

// struct a holds two a: only broken data nests so.
TEST_F(BtfTextTest, BrokenNestingIsNotPrinted) {
  std::string bytes;
  const auto word = [&](uint32_t value) { bytes.append(reinterpret_cast<const char*>(&value), 4); };
  const std::string strings("\0a\0", 3);
  const uint32_t types = 12 + 2 * 12;
  for (const uint32_t value : {0x0001eb9fU, 24U, 0U, types, types, 3U})
    word(value);
  for (const uint32_t value : {1U, (4U << 24) | 2U, 16U, 0U, 1U, 0U, 0U, 1U, 0U})
    word(value);
  auto btf = Btf::FromBytes(bytes + strings);
  ASSERT_TRUE(btf.ok()) << btf.error().Text();
  const auto found = (*btf)->MatchDefinitions("struct a", true);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].text, "struct a { /* its BTF is damaged: type 1 contains itself */ };");
}

}  // namespace
}  // namespace sonde
