// Tests of putting an account together, of an object that clang compiled.
#include "explain/account.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "support/test_dir.h"

namespace sonde::explain {
namespace {

using testing::HasSubstr;

bundle::Bundle SampleBundle() {
  std::ifstream file(SONDE_TEST_DIR "/support/objects/functions.bpf.o", std::ios::binary);
  bundle::Bundle bundle;
  bundle.elf = {std::istreambuf_iterator<char>(file), {}};
  bundle.metadata.probes.resize(2);
  bundle.metadata.probes[0].name = "kprobe:f";
  bundle.metadata.probes[0].program = "add";
  bundle.metadata.probes[0].means = Means::TestRun;
  bundle.metadata.probes[1].name = "kprobe:g";
  bundle.metadata.probes[1].program = "add";
  return bundle;
}

TEST(AccountTest, ProgramsAndWhoseTheyAre) {
  const auto account = MakeAccount(Source("s.bt", "one\ntwo\n"), SampleBundle());
  ASSERT_TRUE(account) << account.error().Text();
  EXPECT_EQ(account->source, "s.bt");
  EXPECT_EQ(account->lines.at(1), "two");
  ASSERT_EQ(account->programs.size(), 9u);
  EXPECT_EQ(account->programs[0].probes, (std::vector<std::string>{"kprobe:f", "kprobe:g"}));
  EXPECT_TRUE(account->programs[1].probes.empty());
}

TEST(AccountTest, Text) {
  auto account = MakeAccount(Source("s.bt", ""), SampleBundle());
  ASSERT_TRUE(account);
  account->source = account->programs[0].function.steps[0].place.file;  // as if it were the script
  account->lines.assign(11, "");
  account->lines[10] = "  return left + right;";
  const std::string text = AccountText(*account);
  EXPECT_THAT(text,
              HasSubstr("kprobe:f, kprobe:g (" + account->programs[0].how + "): 3 instructions, 24 bytes\n"));
  EXPECT_THAT(
      text,
      HasSubstr(":11:15  + right;\n       1  w0 += w2                          adds r2 to r0, in 32 bits\n"));
  EXPECT_THAT(text, HasSubstr("\nwide, which programs call: 5 instructions, 40 bytes\n"));
}

TEST(AccountTest, Json) {
  const auto account = MakeAccount(Source("s.bt", ""), SampleBundle());
  ASSERT_TRUE(account);
  const std::string json = AccountJson(*account);
  EXPECT_THAT(
      json,
      HasSubstr("{\"type\": \"explain\", \"source\": \"s.bt\", \"programs\": [{\"probes\": [\"kprobe:f\","));
  EXPECT_THAT(
      json,
      HasSubstr("{\"index\": 1, \"bytes\": \"0c20000000000000\", \"assembly\": \"w0 += w2\", \"words\": "
                "\"adds r2 to r0, in 32 bits\", \"defined_in\": \"RFC 9669, 4.1\", \"file\": "));
  EXPECT_THAT(json, HasSubstr("{\"name\": \"operation\", \"hex\": \"0x00\", \"words\": \"ADD\"}"));
}

TEST(AccountTest, ADamagedBundle) {
  bundle::Bundle bundle = SampleBundle();
  bundle.elf.resize(100);
  EXPECT_FALSE(MakeAccount(Source("s.bt", ""), bundle));
}

}  // namespace
}  // namespace sonde::explain
