// Tests of src/runtime/privileges.h.
#include "runtime/privileges.h"

#include <gtest/gtest.h>
#include <linux/capability.h>

namespace sonde::runtime {
namespace {

constexpr uint64_t Bit(unsigned capability) {
  return 1ULL << capability;
}

TEST(Privileges, AdminMayTrace) {
  EXPECT_TRUE(CheckCapabilities(Bit(CAP_SYS_ADMIN)).ok());
}

TEST(Privileges, BpfAndPerfmonTogetherSuffice) {
  EXPECT_TRUE(CheckCapabilities(Bit(CAP_BPF) | Bit(CAP_PERFMON)).ok());
}

TEST(Privileges, WhatIsMissingIsNamed) {
  EXPECT_EQ(CheckCapabilities(0).error().Text(),
            "Missing CAP_BPF capability, please run sonde as the root user.");
  EXPECT_EQ(CheckCapabilities(Bit(CAP_BPF)).error().Text(),
            "Missing CAP_PERFMON capability, please run sonde as the root user.");
}

TEST(Privileges, WhatWasNotPermittedNamesTheCapability) {
  const auto hints = [](std::optional<uint64_t> effective) {
    return BlameCapabilities(Error("no"), effective).hints.size();
  };
  EXPECT_EQ(hints(Bit(CAP_BPF) | Bit(CAP_PERFMON)), 1U);
  EXPECT_EQ(hints(Bit(CAP_SYS_ADMIN)), 0U);
  EXPECT_EQ(hints(std::nullopt), 0U);
}

}  // namespace
}  // namespace sonde::runtime
