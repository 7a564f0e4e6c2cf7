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
    return BlameCapabilities(Error("no"), effective, 2).hints.size();
  };
  EXPECT_EQ(hints(Bit(CAP_BPF) | Bit(CAP_PERFMON)), 1U);
  EXPECT_EQ(hints(Bit(CAP_SYS_ADMIN)), 0U);
  EXPECT_EQ(hints(std::nullopt), 0U);
  const auto hint = [](int paranoid) {
    return BlameCapabilities(Error("no"), Bit(CAP_BPF) | Bit(CAP_PERFMON), paranoid).hints.at(0);
  };
  EXPECT_TRUE(hint(4).starts_with("kernel.perf_event_paranoid is 4 here")) << hint(4);
  EXPECT_TRUE(hint(2).starts_with("without CAP_SYS_ADMIN")) << hint(2);
}

}  // namespace
}  // namespace sonde::runtime
