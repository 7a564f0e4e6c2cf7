// Tests of names that the kernel gives itself: as kallsyms has them, and what is left to kallsyms.
#include "runtime/kernel_names.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace sonde::runtime {
namespace {

// Counts questions, and answers them all the same, or as `real` does.
class Counted : public KernelSymbols {
 public:
  explicit Counted(uint64_t& count, KernelSymbols* real = nullptr) : count_(count), real_(real) {}
  ResolvedSymbol Resolve(uint64_t address) override {
    ++count_;
    if (real_ != nullptr) return real_->Resolve(address);
    return {.name = "of the whole", .offset = address, .module = {}, .file = {}};
  }
  Result<uint64_t> AddressOf(std::string_view /*name*/) override { return uint64_t{7}; }

 private:
  uint64_t& count_;
  KernelSymbols* real_;
};

std::string Text(const ResolvedSymbol& symbol) {
  return symbol.name + "+" + std::to_string(symbol.offset) + " [" + symbol.module + "]" +
         (symbol.build_id != nullptr ? *symbol.build_id : "");
}

std::string Parsed(std::string_view text) {
  const auto symbol = ParseKernelName(text);
  return symbol ? Text(*symbol) : "nothing";
}

TEST(KernelNames, Parse) {
  EXPECT_EQ(Parsed("vfs_read+0x10/0x330"), "vfs_read+16 []");
  EXPECT_EQ(Parsed("xfs_iget+0x0/0x1 [xfs]"), "xfs_iget+0 [xfs]");
  EXPECT_EQ(Parsed("bpf_prog_6deef7357e7b4530_a+b+0xf/0x20 [bpf]"), "bpf_prog_6deef7357e7b4530_a+b+15 [bpf]");
  EXPECT_EQ(Parsed("0xffffffff81000000"), "+0 []");
  EXPECT_EQ(Parsed(""), "nothing");
  EXPECT_EQ(Parsed("vfs_read"), "nothing");
  EXPECT_EQ(Parsed("vfs_read+0x10"), "nothing");
  EXPECT_EQ(Parsed("vfs_read/0x10+0x10"), "nothing");
  EXPECT_EQ(Parsed("vfs_read+0xg/0x10"), "nothing");
  EXPECT_EQ(Parsed("+0x1/0x10"), "nothing");
  EXPECT_EQ(Parsed("vfs_read+0x10/0x330[xfs]"), "nothing");
}

// Code of the running kernel, spread over all of it.
struct Code {
  uint64_t address = 0;
  bool padding = false;  // before a function: what a call at the end of the one before returns to
};
std::vector<Code> CodeAddresses(size_t each) {
  std::vector<Code> addresses;
  std::ifstream file("/proc/kallsyms");
  size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    uint64_t address = 0;
    char kind = 0;
    std::string name;
    words >> std::hex >> address >> kind >> name;
    if ((kind == 't' || kind == 'T') && address != 0 && ++number % each == 0)
      addresses.push_back({address, name.starts_with("__pfx_")});
  }
  return addresses;
}

TEST(KernelNames, AreThoseOfKallsyms) {
  const std::vector<Code> addresses = CodeAddresses(40);
  if (addresses.empty()) GTEST_SKIP() << "kallsyms shows no addresses";
  uint64_t left = 0;
  const auto all = MakeKernelSymbols();
  const auto names = MakeKernelNames(std::make_unique<Counted>(left, all.get()));
  (void)names->Resolve(16);
  if (left != 0) GTEST_SKIP() << "programs that name addresses cannot be loaded";
  constexpr size_t kAsked = 3000;
  size_t compared = 0;
  for (const auto [address, padding] : addresses) {
    if (++compared > kAsked) break;
    ResolvedSymbol wanted = all->Resolve(padding ? address - 1 : address);
    if (padding) ++wanted.offset;
    EXPECT_EQ(Text(names->Resolve(address)), Text(wanted)) << std::hex << address;
  }
  EXPECT_EQ(left, 0U);
  EXPECT_EQ(names->Resolve(16).name, "");
  EXPECT_EQ(*names->AddressOf("vfs_read"), 7U);
}

TEST(KernelNames, ManyAreLookedUpInTheWhole) {
  uint64_t left = 0;
  const auto names = MakeKernelNames(std::make_unique<Counted>(left));
  for (uint64_t address = 1; address <= 5000; ++address)
    (void)names->Resolve(address);
  EXPECT_GE(left, 1000U);
  EXPECT_EQ(names->Resolve(5000).name, "of the whole");
}

}  // namespace
}  // namespace sonde::runtime
