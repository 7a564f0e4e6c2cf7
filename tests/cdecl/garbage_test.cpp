// Random text in the place of C: errors, never a crash. The seeds are fixed.
#include <random>

#include "parse.h"

namespace sonde::test {
namespace {

constexpr const char* kPieces[] = {"struct ",
                                   "union ",
                                   "enum ",
                                   "typedef ",
                                   "{",
                                   "}",
                                   ";",
                                   ",",
                                   "*",
                                   "[",
                                   "]",
                                   "(",
                                   ")",
                                   ":",
                                   "=",
                                   "int ",
                                   "char ",
                                   "a",
                                   "b",
                                   "x ",
                                   "3",
                                   "-1",
                                   "\n#define ",
                                   "\n#if ",
                                   "\n#endif\n",
                                   "\n#include ",
                                   "\"",
                                   "'",
                                   "<x.h>",
                                   "...",
                                   "__attribute__((packed))",
                                   "__attribute__((aligned(",
                                   "))",
                                   "unsigned ",
                                   "long ",
                                   "\\\n",
                                   "/*",
                                   "*/",
                                   "//",
                                   "\n",
                                   "\t",
                                   "sizeof",
                                   "_Static_assert(",
                                   "asm(",
                                   "0x",
                                   "1e",
                                   "\x80",
                                   "\xff\xfe",
                                   "@",
                                   "$",
                                   "`",
                                   "\n#undef a\n",
                                   "\n#define a a\n",
                                   "struct a { struct a b[0]; };",
                                   "enum { b = sizeof(struct a) };",
                                   "_Bool ",
                                   "int a[99999999999];",
                                   "int : 3;",
                                   "long long x : 65;",
                                   "void v;",
                                   "float _Complex ",
                                   "__int128 "};

std::string Garbage(std::mt19937& random) {
  std::string text;
  const size_t length = 1 + random() % 60;
  for (size_t i = 0; i < length; ++i) {
    if (random() % 12 == 0) {
      text += static_cast<char>(random() % 256);
    } else {
      text += kPieces[random() % std::size(kPieces)];
    }
  }
  return text;
}

// What survives the front end is looked at from all sides.
void Explore(CDefinitions& definitions) {
  for (const char* name :
       {"struct a", "struct b", "struct x", "union a", "union x", "enum a", "a", "b", "x"}) {
    const TypePtr type = definitions.FindType(name);
    if (!type) continue;
    EXPECT_FALSE(Spell(*type).empty());
    if (type->kind != TypeKind::Struct || DefinitionsOf(*type) == nullptr) continue;
    for (const auto& field : DefinitionsOf(*type)->Fields(*type))
      EXPECT_TRUE(field.type);
    DefinitionsOf(*type)->FindField(*type, "b");
  }
  for (const char* name : {"a", "b", "x"}) {
    definitions.FindEnumerator(name);
    definitions.FindMacro(name);
  }
}

TEST(CGarbage, IsReportedOrHarmless) {
  std::mt19937 random(20240611);
  int refused = 0;
  constexpr int kTexts = 400;
  for (int i = 0; i < kTexts; ++i) {
    const std::string text = Garbage(random);
    SCOPED_TRACE(text);
    Parsed parsed = ParseText(text, {"a", "b", "x"});
    EXPECT_EQ(parsed.definitions == nullptr, parsed.diags.has_errors());
    for (const auto& diagnostic : parsed.diags.all()) {
      EXPECT_LE(diagnostic.range.begin, diagnostic.range.end);
      EXPECT_LE(diagnostic.range.end, diagnostic.file ? diagnostic.file->text().size() : text.size());
    }
    EXPECT_TRUE(!parsed.diags.has_errors() || !parsed.Text().empty());
    if (parsed.definitions) Explore(*parsed.definitions);
    refused += parsed.definitions ? 0 : 1;
  }
  EXPECT_GT(refused, kTexts / 2);
}

}  // namespace
}  // namespace sonde::test
