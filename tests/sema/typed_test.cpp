// Properties of Check over many scripts: the tree keeps the contract of typed.h, wrong scripts never crash,
// time grows with the size of the script only.
#include <gtest/gtest.h>

#include <chrono>

#include "support/golden.h"
#include "support/script_options.h"
#include "typed/dump.h"
#include "typed/verify.h"

namespace sonde::test {
namespace {

using Problems = std::vector<std::string>;

// Under sanitizers, which make it ten times slower, one of so many scripts of an enumeration is enough: the
// others run without.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr size_t kOneOf = 4;
#else
constexpr size_t kOneOf = 1;
#endif
#else
constexpr size_t kOneOf = 1;
#endif

// Checks `script`, and verifies the tree when there are no errors.
Problems CheckAndVerify(const Source& script) {
  Diagnostics diags;
  const typed::Program program = CheckScript(script, diags);
  if (diags.has_errors()) return {};
  Dump(program);
  return Verify(program);
}

double Seconds(const std::string& text) {
  const Source source("test", text);
  const auto start = std::chrono::steady_clock::now();
  Diagnostics diags;
  CheckScript(source, diags);
  EXPECT_FALSE(diags.has_errors()) << RenderAll(diags, Severity::Error, source);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string Repeated(int count, const std::string& before, const std::string& part,
                     const std::string& after) {
  std::string text = before;
  for (int i = 0; i < count; ++i) {
    std::string copy = part;
    for (size_t at = copy.find('#'); at != std::string::npos; at = copy.find('#'))
      copy.replace(at, 1, std::to_string(i));
    text += copy;
  }
  return text + after;
}

TEST(Check, TreesKeepTheContract) {
  for (const auto* phase : {"typed", "diag", "ast", "diag-syntax"}) {
    for (const auto& golden : FindGoldens(phase))
      EXPECT_EQ(CheckAndVerify(LoadGolden(golden)), Problems{}) << golden.script;
  }
}

// Every prefix of every typed golden, cut where a token may end: most are wrong, none may crash.
TEST(Check, CutScriptsDoNotCrash) {
  size_t count = 0;
  for (const auto& golden : FindGoldens("typed")) {
    const Source script = LoadGolden(golden);
    const std::string& text = script.text();
    for (size_t at = 0; at < text.size(); ++at) {
      if (text[at] != ';' && text[at] != ' ') continue;
      if (count++ % kOneOf != 0) continue;
      EXPECT_EQ(CheckAndVerify(Source("cut", text.substr(0, at) + " }")), Problems{}) << text.substr(0, at);
    }
  }
}

// Every token of every typed golden replaced by others of all kinds.
TEST(Check, ExchangedOperandsDoNotCrash) {
  size_t count = 0;
  for (const auto& golden : FindGoldens("typed")) {
    const std::string text = LoadGolden(golden).text();
    for (const std::string_view from : {"pid", "curtask", "comm", "1", "$x", "@a", "arg0", "nsecs"}) {
      if (text.find(from) == std::string::npos) continue;  // nothing would be changed
      for (const std::string_view to : {"()", "(1, comm)", "\"x\"", "kstack", "@zz", "$zz", "args", "@a",
                                        "*curtask", "curtask->cpus", "count()", "print(1)", "-1", "true"}) {
        if (count++ % kOneOf != 0) continue;
        std::string changed = text;
        for (size_t at = changed.find(from); at != std::string::npos; at = changed.find(from, at + to.size()))
          changed.replace(at, from.size(), to);
        EXPECT_EQ(CheckAndVerify(Source("changed", changed)), Problems{}) << changed;
      }
    }
  }
}

TEST(Check, TimeIsLinear) {
  const auto script = [&](int n) {
    return Repeated(n, "begin { ", "$x# = # + pid; @m#[comm, $x#] = count(); printf(\"%d\\n\", $x#); ", "}");
  };
  Seconds(script(100));
  const double small = Seconds(script(1000));
  const double large = Seconds(script(8000));
  EXPECT_LT(large, small * 8 * 4 + 0.2);
}

TEST(Check, DeepTreesAreFine) {
  const std::string deep = "begin { $x = " + std::string(400, '(') + "1" + std::string(400, ')') + "; }";
  EXPECT_GE(Seconds(deep), 0);
  EXPECT_GE(Seconds(Repeated(900, "begin { $x = pid", " + pid", "; }")), 0);
}

}  // namespace
}  // namespace sonde::test
