// CTypes: how types of C appear in the language, enumerators, scopes, types of the kernel.
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "btf/btf.h"
#include "parse.h"
#include "support/test_dir.h"

namespace sonde::test {
namespace {

std::string FieldType(Parsed& parsed, const char* record, const char* name) {
  const TypePtr type = parsed.definitions ? parsed.definitions->FindType(record) : nullptr;
  if (!type) return "no " + std::string(record) + "\n" + parsed.Text();
  const auto field = parsed.definitions->FindField(*type, name);
  return field ? Spell(*field->type) : "no field";
}

TEST(CTypes, Spellings) {
  Parsed parsed = ParseText(R"(
    typedef unsigned long size_type;
    enum color { RED, GREEN };
    struct other;
    struct s {
      char c; unsigned char uc; _Bool b; long l; unsigned long long ull;
      const volatile int cv; _Atomic int at; size_type typed;
      char text[8]; unsigned char bytes[6]; signed char sc[2]; _Bool flags[4];
      int m[2][3]; char names[3][16];
      float f; double d[2];
      char *p; void *v; int (*fn)(void); void (*fns[2])(int); struct other *o; struct s **ss;
      enum color e; __int128 wide;
    };)");
  const std::pair<const char*, const char*> expected[] = {{"c", "int8"},           {"uc", "uint8"},
                                                          {"b", "uint8"},          {"l", "int64"},
                                                          {"ull", "uint64"},       {"cv", "int32"},
                                                          {"at", "int32"},         {"typed", "uint64"},
                                                          {"text", "string[8]"},   {"bytes", "uint8[6]"},
                                                          {"sc", "int8[2]"},       {"flags", "uint8[4]"},
                                                          {"m", "int32[3][2]"},    {"names", "string[16][3]"},
                                                          {"f", "float"},          {"d", "double[2]"},
                                                          {"p", "int8 *"},         {"v", "void *"},
                                                          {"fn", "void *"},        {"fns", "void *[2]"},
                                                          {"o", "struct other *"}, {"ss", "struct s * *"},
                                                          {"e", "enum color"},     {"wide", "uint64[2]"}};
  for (const auto& [name, type] : expected)
    EXPECT_EQ(FieldType(parsed, "struct s", name), type) << name;
}

TEST(CTypes, Enumerators) {
  Parsed parsed = ParseText(
      "enum e { A, B = 5, C = -3 }; enum { LOOSE = 12 }; enum big { HUGE_VALUE = 0xfffffffff0ULL };"
      "enum high { HIGH = 3000000000 };"
      "struct s { enum within { INSIDE = 4 } w; };");
  ASSERT_TRUE(parsed.definitions) << parsed.Text();
  const auto value = [&](const char* name) { return parsed.definitions->FindEnumerator(name)->value; };
  EXPECT_EQ(value("A"), 0);
  EXPECT_EQ(value("B"), 5);
  EXPECT_EQ(value("C"), -3);
  EXPECT_EQ(value("LOOSE"), 12);
  EXPECT_EQ(value("HUGE_VALUE"), 0xfffffffff0);
  EXPECT_EQ(value("INSIDE"), 4);
  EXPECT_FALSE(parsed.definitions->FindEnumerator("D"));
  const TypePtr e = parsed.definitions->FindType("enum e");
  ASSERT_NE(e, nullptr);
  EXPECT_TRUE(e->is_signed);
  EXPECT_THAT(e->definition.enumerators,
              ::testing::ElementsAre(std::pair(0, "A"), std::pair(5, "B"), std::pair(-3, "C")));
  EXPECT_FALSE(parsed.definitions->FindType("enum big")->is_signed);
  EXPECT_EQ(parsed.definitions->FindType("enum big")->size, 8U);
  EXPECT_EQ(parsed.definitions->FindEnumerator("HIGH")->value, 3000000000);
  EXPECT_EQ(parsed.definitions->FindType("enum high")->definition.enumerators[0].first, 3000000000);
}

TEST(CTypes, FieldsInOrderWithUnnamedMembers) {
  Parsed parsed = ParseText("struct s { int a; union { int b; char c; }; int : 4; int d : 3; };");
  ASSERT_TRUE(parsed.definitions) << parsed.Text();
  const auto fields = parsed.definitions->Fields(*parsed.definitions->FindType("struct s"));
  ASSERT_EQ(fields.size(), 3U);
  EXPECT_EQ(fields[0].name, "a");
  EXPECT_EQ(fields[1].name, "");
  EXPECT_EQ(fields[1].byte_offset, 4U);
  EXPECT_EQ(fields[2].name, "d");
  EXPECT_EQ(fields[2].bit_offset, 4U);
}

TEST(CTypes, UnknownNames) {
  Parsed parsed = ParseText("struct s { int a; }; struct only_declared;");
  ASSERT_TRUE(parsed.definitions);
  for (const char* name : {"struct t", "union s", "enum s", "s", "", "struct ", "struct only_declared"})
    EXPECT_EQ(parsed.definitions->FindType(name), nullptr) << name;
  EXPECT_FALSE(parsed.definitions->FindField(*parsed.definitions->FindType("struct s"), "b"));
  EXPECT_FALSE(parsed.definitions->FindField(*parsed.definitions->FindType("struct s"), ""));
}

TEST(CTypes, MarkedStructsAreRelocatable) {
  Parsed parsed =
      ParseText("struct fixed { int a; }; struct moving { int a; } __attribute__((preserve_access_index));");
  ASSERT_TRUE(parsed.definitions) << parsed.Text();
  EXPECT_FALSE(IsRelocatable(*parsed.definitions->FindType("struct fixed")));
  const TypePtr moving = parsed.definitions->FindType("struct moving");
  EXPECT_TRUE(IsRelocatable(*moving));
  EXPECT_TRUE(DefinitionsOf(*moving)->FindField(*moving, "a"));
}

// With the recorded host's BTF (tests/support/host/types.c).
class WithKernel : public ::testing::Test {
 protected:
  WithKernel() {
    std::ifstream file(SONDE_TEST_DIR "/support/host/btf", std::ios::binary);
    std::stringstream bytes;
    bytes << file.rdbuf();
    auto btf = Btf::FromBytes(bytes.str());
    EXPECT_TRUE(btf.ok());
    btf_ = std::move(*btf);
  }
  Parsed Parse(const std::string& text) {
    return ParseText(text, {}, [this](CRequest& request) {
      request.kernel = btf_.get();
      request.declare = [this](const auto& names) { return btf_->DeclareInC(names); };
    });
  }
  std::unique_ptr<Btf> btf_;
};

TEST_F(WithKernel, TypesThatTheTextMentionsAreTheKernels) {
  Parsed parsed = Parse(
      "struct s { u32 a; struct list_head l; struct task_struct *t; enum hrtimer_mode m; char "
      "c[MODE_PINNED]; "
      "struct file f; pid_t p; };");
  ASSERT_TRUE(parsed.definitions) << parsed.Text();
  EXPECT_EQ(parsed.Text(), "");
  EXPECT_EQ(FieldType(parsed, "struct s", "a"), "uint32");
  EXPECT_EQ(FieldType(parsed, "struct s", "c"), "string[2]");
  EXPECT_EQ(FieldType(parsed, "struct s", "m"), "enum hrtimer_mode");
  const TypePtr s = parsed.definitions->FindType("struct s");
  // Behind a pointer the kernel's own layout counts; a member's layout is what this struct was laid out with.
  EXPECT_EQ(DefinitionsOf(*parsed.definitions->FindField(*s, "t")->type->element), btf_.get());
  EXPECT_EQ(DefinitionsOf(*parsed.definitions->FindField(*s, "l")->type), parsed.definitions.get());
  EXPECT_EQ(parsed.definitions->FindField(*s, "l")->type->size, 16U);
  // The kernel's names are found in BTF, not here.
  EXPECT_EQ(parsed.definitions->FindType("struct list_head"), nullptr);
}

TEST_F(WithKernel, TheTextsOwnDefinitionWins) {
  Parsed parsed = Parse("struct list_head { long only; }; struct s { struct list_head l; };");
  ASSERT_TRUE(parsed.definitions) << parsed.Text();
  EXPECT_EQ(parsed.Text(), "");
  EXPECT_EQ(parsed.definitions->FindType("struct s")->size, 8U);
}

TEST_F(WithKernel, AConflictDropsKernelTypes) {
  Parsed parsed = Parse("struct list_head { long only; }; struct s { struct task_struct t; };");
  EXPECT_FALSE(parsed.definitions);
  EXPECT_THAT(parsed.Text(), ::testing::HasSubstr("field has incomplete type 'struct task_struct'"));
  EXPECT_THAT(parsed.Text(), ::testing::HasSubstr("redefinition conflict with user-defined types"));
}

TEST_F(WithKernel, TheMacroSaysThatKernelTypesAreKnown) {
  const std::string text =
      "#ifdef BPFTRACE_HAVE_BTF\nstruct with { u32 a; };\n#else\nstruct without { int a; };\n#endif\n";
  EXPECT_NE(Parse(text).definitions->FindType("struct with"), nullptr);
  EXPECT_NE(ParseText(text).definitions->FindType("struct without"), nullptr);
}

TEST_F(WithKernel, WhatNobodyKnowsIsAnError) {
  Parsed parsed = Parse("struct s { u32 a; nothing_t b; struct void_of c; };");
  EXPECT_FALSE(parsed.definitions);
  EXPECT_THAT(parsed.Text(), ::testing::HasSubstr("unknown type name 'nothing_t'"));
  EXPECT_THAT(parsed.Text(), ::testing::HasSubstr("incomplete type 'struct void_of'"));
  EXPECT_THAT(parsed.Text(), ::testing::Not(::testing::HasSubstr("u32'")));
}

}  // namespace
}  // namespace sonde::test
