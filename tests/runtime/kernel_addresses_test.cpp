// Tests of what kernel symbols become for programs, with made-up symbols.
#include "runtime/kernel_addresses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <map>

namespace sonde::runtime {
namespace {

using testing::HasSubstr;

struct MadeUpSymbols : KernelSymbols {
  ResolvedSymbol Resolve(uint64_t /*address*/) override { return {}; }
  Result<uint64_t> AddressOf(std::string_view /*name*/) override { return Error("not asked"); }
  Result<std::vector<std::vector<NamedAddress>>> AddressesOf(const std::vector<std::string>& names) override {
    if (hidden) return Error("nothing is shown");
    std::vector<std::vector<NamedAddress>> found;
    for (const auto& name : names)
      found.push_back(known[name]);
    return found;
  }
  std::map<std::string, std::vector<NamedAddress>> known = {{"__per_cpu_start", {{0, ""}}},
                                                            {"__per_cpu_end", {{0x1000, ""}}},
                                                            {"first", {{0, ""}}},
                                                            {"runqueues", {{0x200, ""}}},
                                                            {"jiffies", {{0xf000, ""}}},
                                                            {"twice", {{0xf100, ""}, {0xf200, ""}}},
                                                            {"same", {{0xf300, ""}, {0xf300, ""}}},
                                                            {"modules", {{0xf400, "a"}, {0xf500, ""}}}};
  bool hidden = false;
};

class KernelAddresses : public testing::Test {
 protected:
  Result<std::vector<ParameterValue>> Find(const std::string& symbol, bool per_cpu = false) {
    bundle::Metadata metadata;
    metadata.source_name = "t.bt";
    metadata.locations.push_back({3, 5, 9, "  print(kaddr(...));", ""});
    metadata.kernel.addresses.push_back({symbol, per_cpu, 256, 0});
    return FindKernelAddresses(metadata, symbols);
  }
  uint64_t Address(const std::string& symbol, bool per_cpu = false) {
    const auto found = Find(symbol, per_cpu);
    if (!found || found->size() != 1 || (*found)[0].offset != 256 || (*found)[0].bytes.size() != 8)
      return UINT64_MAX;
    uint64_t address = 0;
    std::memcpy(&address, (*found)[0].bytes.data(), sizeof address);
    return address;
  }
  std::string Refusal(const std::string& symbol, bool per_cpu = false) {
    const auto found = Find(symbol, per_cpu);
    return found ? "" : found.error().message;
  }

  MadeUpSymbols symbols;
};

TEST_F(KernelAddresses, AreThoseOfTheSymbols) {
  EXPECT_EQ(Address("jiffies"), 0xf000u);
  EXPECT_EQ(Address("same"), 0xf300u);
  EXPECT_EQ(Address("runqueues", true), 0x200u);
  EXPECT_EQ(Address("first", true), 0u);
}

TEST_F(KernelAddresses, WhatIsNotKnownIsSaid) {
  EXPECT_EQ(Refusal("gone"), "t.bt:3:5-9: Failed to resolve kernel symbol: gone");
  EXPECT_EQ(Refusal("twice"), "t.bt:3:5-9: several kernel symbols are called twice");
  EXPECT_EQ(Refusal("jiffies", true), "t.bt:3:5-9: jiffies is no per-CPU variable of the kernel");
  const auto modules = Find("modules");
  ASSERT_FALSE(modules.ok());
  EXPECT_EQ(modules.error().hints.back(), "say which: a:modules, vmlinux:modules");
  symbols.hidden = true;
  EXPECT_THAT(Find("jiffies").error().Text(), HasSubstr("nothing is shown"));
}

TEST_F(KernelAddresses, AKernelThatDoesNotSayWherePerCpuDataIs) {
  symbols.known.erase("__per_cpu_end");
  EXPECT_THAT(Refusal("runqueues", true), HasSubstr("is no per-CPU variable"));
}

}  // namespace
}  // namespace sonde::runtime
