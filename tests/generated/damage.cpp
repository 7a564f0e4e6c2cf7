// Wrong programs: words in any order, and good programs with a few words changed.
// Leaves: RandomTokens, DamagedProgram.
#include <array>
#include <cctype>

#include "generator.h"
#include "random.h"

namespace sonde::test {
namespace {

constexpr std::array kWords = {"begin",    "end",      "kprobe:f",    "interval:s:1",
                               "{",        "}",        "{",           "}",
                               "(",        ")",        "(",           ")",
                               "[",        "]",        ";",           ";",
                               ";",        ",",        "/",           "<",
                               ">",        "=",        "+",           "-",
                               "*",        "&",        "&&",          "||",
                               "|",        "^",        "~",           "!",
                               "<<",       ">>",       "+=",          "<<=",
                               "++",       "--",       "..",          ".",
                               "->",       "?",        ":",           "?:",
                               "$a",       "$b",       "$1",          "$#",
                               "@",        "@m",       "@m[1]",       "x",
                               "1",        "-1",       "0",           "\"s\"",
                               "\"%d\"",   "1s",       "0xff",        "18446744073709551616",
                               "if",       "else",     "for",         "while",
                               "unroll",   "let",      "return",      "break",
                               "continue", "sizeof",   "typeof",      "offsetof",
                               "typeinfo", "comptime", "struct",      "config",
                               "import",   "macro",    "fn",          "true",
                               "false",    "_",        "pid",         "comm",
                               "args",     "args.ret", "ctx",         "arg0",
                               "retval",   "curtask",  "kstack",      "ustack",
                               "probe",    "printf(",  "print(",      "count()",
                               "hist(",    "lhist(",   "sum(",        "str(",
                               "delete(",  "clear(",   "exit()",      "has_key(",
                               "(int8)",   "(uint64)", "(struct x*)", "(string[4])",
                               "(void*)",  "int32",    "==",          "!=",
                               "<=",       "\n",       "//x\n",       "/*",
                               "*/",       "\"",       "#x\n",        "'"};

// Words, numbers, strings, and single signs.
std::vector<std::string> Split(const std::string& text) {
  std::vector<std::string> tokens;
  const auto word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$' || c == '@';
  };
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at++;
    while (word(text[begin]) && at < text.size() && word(text[at]))
      ++at;
    tokens.push_back(text.substr(begin, at - begin));
  }
  return tokens;
}

}  // namespace

std::string RandomTokens(uint64_t seed) {
  Random random(seed);
  std::string text = random.OneIn(2) ? "begin { " : "";
  for (uint32_t length = random.Below(60); length > 0; --length) {
    text += random.Pick(kWords);
    if (!random.OneIn(4)) text += ' ';
  }
  return text;
}

std::string DamagedProgram(uint64_t seed) {
  Random random(seed);
  std::vector<std::string> tokens = Split(RandomProgram(seed));
  for (uint32_t changes = 1 + random.Below(4); changes > 0; --changes) {
    std::string& token = tokens[random.Below(static_cast<uint32_t>(tokens.size()))];
    switch (random.Below(4)) {
      case 0:
        token.clear();
        break;
      case 1:
        token += token;
        break;
      case 2:
        std::swap(token, tokens[random.Below(static_cast<uint32_t>(tokens.size()))]);
        break;
      default:
        token = random.Pick(kWords);
    }
  }
  std::string text;
  for (const auto& token : tokens)
    text += token;
  return text;
}

}  // namespace sonde::test
