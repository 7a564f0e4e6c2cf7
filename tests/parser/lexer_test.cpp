// What Flex makes of code: longest matches, comments, text that is no token.
#include "parser/lexer.h"

#include <gtest/gtest.h>

#include "tokens_support.h"

namespace sonde {
namespace {

std::vector<Token> Lex(const std::string& text, std::vector<SourceRange>* comments = nullptr) {
  std::vector<SourceRange> ignored;
  Lexer lexer(text, 0, comments != nullptr ? comments : &ignored);
  std::vector<Token> tokens;
  for (Token token = lexer.Next(); token.kind != Tok::T_EOF; token = lexer.Next())
    tokens.push_back(token);
  return tokens;
}

std::string Kinds(const std::string& text) {
  return test::Names(Lex(text));
}

TEST(Lexer, PrefersTheLongestOperator) {
  EXPECT_EQ(Kinds("a--b"), "identifier -- identifier");
  EXPECT_EQ(Kinds("<<= << <= <"), "<<= << <= <");
  EXPECT_EQ(Kinds(">>= >> >= >"), ">>= >> >= >");
  EXPECT_EQ(Kinds("&&& ||| ->-"), "&& & || | -> -");
  EXPECT_EQ(Kinds("@x>>>"), "map >> >");
}

TEST(Lexer, DotsBelongToRangesAndTuples) {
  EXPECT_EQ(Kinds("0..5"), "integer .. integer");
  EXPECT_EQ(Kinds("$t.0.1"), "variable . integer . integer");
  EXPECT_EQ(Kinds("1.5"), "integer . integer");
}

TEST(Lexer, SigilsTouchTheirNames) {
  EXPECT_EQ(Kinds("@ x"), "map identifier");
  EXPECT_EQ(Kinds("@x@y"), "map map");
  EXPECT_EQ(Kinds("$1 $# $a1"), "positional parameter $# variable");
  EXPECT_EQ(Kinds("$ x"), "invalid text identifier");
  EXPECT_EQ(Kinds("$1a"), "positional parameter identifier");
}

TEST(Lexer, KeywordsAreWholeWords) {
  EXPECT_EQ(Kinds("if iff $if @if"), "if identifier variable map");
}

TEST(Lexer, NumbersTakeTheirLettersAlong) {
  EXPECT_EQ(Kinds("5x 0xfg 1_ 5e-3"), "integer integer integer integer - integer");
}

TEST(Lexer, StringsEndOnTheirLine) {
  EXPECT_EQ(Kinds(R"("a\"b" "\\")"), "string string");
  EXPECT_EQ(Kinds("\"abc\nx"), "invalid text identifier");
  EXPECT_EQ(Kinds("\"abc\\\nx"), "invalid text identifier");
  EXPECT_EQ(Kinds("\"abc\\"), "invalid text");
}

TEST(Lexer, CommentsAreCollected) {
  const std::string text = "a /* b ** / */ c // d /* e\nf /***/ g";
  std::vector<SourceRange> comments;
  EXPECT_EQ(test::Names(Lex(text, &comments)), "identifier identifier identifier identifier");
  ASSERT_EQ(comments.size(), 3U);
  EXPECT_EQ(text.substr(comments[0].begin, comments[0].end - comments[0].begin), "/* b ** / */");
  EXPECT_EQ(text.substr(comments[2].begin, comments[2].end - comments[2].begin), "/***/");
}

TEST(Lexer, UnterminatedCommentIsOneToken) {
  EXPECT_EQ(Kinds("a /* b\n c **"), "identifier invalid text");
  EXPECT_EQ(Kinds("a /*"), "identifier invalid text");
}

TEST(Lexer, AnyByteIsRead) {
  EXPECT_EQ(Kinds(std::string("a\0b", 3)), "identifier invalid text identifier");
  EXPECT_EQ(Kinds("a \xff\xfe b"), "identifier invalid text identifier");
  EXPECT_EQ(Kinds(""), "");
}

TEST(Lexer, RangesAreExact) {
  const auto tokens = Lex(" ab  +cd");
  ASSERT_EQ(tokens.size(), 3U);
  EXPECT_EQ(tokens[0].range, (SourceRange{1, 3}));
  EXPECT_EQ(tokens[1].range, (SourceRange{5, 6}));
  EXPECT_EQ(tokens[2].range, (SourceRange{6, 8}));
}

TEST(Lexer, SeekGoesAnywhere) {
  const std::string text = "one two three";
  std::vector<SourceRange> comments;
  Lexer lexer(text, 0, &comments);
  EXPECT_EQ(lexer.Next().range, (SourceRange{0, 3}));
  lexer.Seek(8);
  EXPECT_EQ(lexer.Next().range, (SourceRange{8, 13}));
  lexer.Seek(0);
  EXPECT_EQ(lexer.Next().range, (SourceRange{0, 3}));
  EXPECT_EQ(lexer.Next().range, (SourceRange{4, 7}));
  lexer.Seek(13);
  EXPECT_EQ(lexer.Next().kind, Tok::T_EOF);
}

}  // namespace
}  // namespace sonde
