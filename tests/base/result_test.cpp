// Tests of src/base/result.h.
#include "base/result.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace sonde {
namespace {

Result<int> Fail() {
  return Error::FromErrno("open map", -ENOENT);
}

TEST(Result, CarriesAValue) {
  Result<int> r = 5;
  ASSERT_TRUE(r.ok());
  EXPECT_EQ(*r, 5);
}

TEST(Result, ErrorsReadFromTheOutsideIn) {
  Result<int> r = Fail();
  ASSERT_FALSE(r.ok());
  const Error error = r.TakeError().While("cannot load").Hint("run as root");
  EXPECT_EQ(error.Text(), "cannot load: open map: No such file or directory");
  ASSERT_EQ(error.hints.size(), 1u);
}

}  // namespace
}  // namespace sonde
