// Tests of src/runtime/lockdown.h.
#include "runtime/lockdown.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstdio>
#include <fstream>

namespace sonde::runtime {
namespace {

class Lockdown : public testing::Test {
 protected:
  const char* Says(const std::string& text) {
    std::ofstream(path_) << text;
    return path_.c_str();
  }
  void TearDown() override { std::remove(path_.c_str()); }

 private:
  std::string path_ = testing::TempDir() + "/lockdown";
};

Error Refused() {
  return Error::FromErrno("perf_event_open", EPERM);
}

TEST_F(Lockdown, TheModeStandsInBrackets) {
  EXPECT_EQ(LockdownMode("none [integrity] confidentiality\n"), "integrity");
  EXPECT_EQ(LockdownMode("none integrity [confidentiality]\n"), "confidentiality");
  EXPECT_EQ(LockdownMode("[none] integrity confidentiality\n"), "");
  EXPECT_EQ(LockdownMode(""), "");
  EXPECT_EQ(LockdownMode("[integrity"), "");
  EXPECT_EQ(LockdownMode("integrity]"), "");
}

TEST_F(Lockdown, IsNamedWithWhatToDo) {
  const char* file = Says("none integrity [confidentiality]\n");
  const Error error = BlameLockdown(Refused(), file);
  EXPECT_EQ(error.Text(), "perf_event_open: Operation not permitted");
  ASSERT_EQ(error.hints.size(), 2U);
  EXPECT_EQ(error.hints[0], "the kernel is locked down (confidentiality, says " + std::string(file) +
                                "): nobody may trace the kernel or read its memory, root neither");
  EXPECT_EQ(error.hints[1],
            "start it with lockdown=none, or without Secure Boot if that switches it on; lockdown=integrity "
            "allows tracing");
  EXPECT_NE(BlameLockdown(Refused(), Says("none [integrity] confidentiality\n"))
                .hints.at(0)
                .find("locked down (integrity"),
            std::string::npos);
}

TEST_F(Lockdown, IsNotBlamedWhereThereIsNone) {
  EXPECT_TRUE(BlameLockdown(Refused(), Says("[none] integrity confidentiality\n")).hints.empty());
  EXPECT_TRUE(BlameLockdown(Refused(), "/no/such/file").hints.empty());
}

TEST_F(Lockdown, ErrorsKeepTheirNumber) {
  EXPECT_EQ(Refused().While("attaching").Hint("x").code, EPERM);
  EXPECT_EQ(Error::FromErrno("x", -EPERM).code, EPERM);
  EXPECT_EQ(Error("x").code, 0);
}

}  // namespace
}  // namespace sonde::runtime
