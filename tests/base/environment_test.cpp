// Tests of src/base/environment.h.
#include "base/environment.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace sonde {
namespace {

TEST(Environment, OwnNamesComeFirst) {
  unsetenv("SONDE_TRIED");
  setenv("BPFTRACE_TRIED", "theirs", 1);
  EXPECT_STREQ(FindSetting("TRIED"), "theirs");
  setenv("SONDE_TRIED", "ours", 1);
  EXPECT_STREQ(FindSetting("TRIED"), "ours");
  std::vector<std::string> values;
  for (const Setting& setting : AllSettings()) {
    if (setting.key == "tried") values.push_back(setting.variable + "=" + setting.text);
  }
  EXPECT_EQ(values, std::vector<std::string>{"SONDE_TRIED=ours"});
  unsetenv("SONDE_TRIED");
  unsetenv("BPFTRACE_TRIED");
  EXPECT_EQ(FindSetting("TRIED"), nullptr);
}

}  // namespace
}  // namespace sonde
