// Tests of src/symbols/kernel_symbols.cpp with a kallsyms file of its own.
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "symbols/kernel_build_id.h"
#include "symbols/symbols.h"

namespace sonde {
namespace {

class KernelSymbolsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = ::testing::TempDir() + "/sonde-kallsyms-" + std::to_string(getpid());
    std::ofstream(path_) << "0000000000000000 A fixed_percpu_data\n"
                            "ffffffff81000000 T _text\n"
                            "ffffffff81000000 T _stext\n"
                            "ffffffff810000f0 t __pfx_vfs_read\n"
                            "ffffffff81000100 T vfs_read\n"
                            "ffffffff82000000 D init_task\n"
                            "ffffffffc0001000 t xfs_file_open\t[xfs]\n"
                            "garbage\n"
                            "ffffffff81000200 t last_core";
  }
  void TearDown() override { unlink(path_.c_str()); }

  std::string path_;
};

TEST_F(KernelSymbolsTest, ResolvesCode) {
  const auto symbols = MakeKernelSymbols(path_);
  EXPECT_EQ(symbols->Resolve(0xffffffff81000105).name, "vfs_read");
  EXPECT_EQ(symbols->Resolve(0xffffffff81000105).offset, 5u);
  EXPECT_EQ(symbols->Resolve(0xffffffff81000003).name, "_text");
  EXPECT_EQ(symbols->Resolve(0xffffffff81000210).name, "last_core");
  EXPECT_EQ(symbols->Resolve(0xffffffffc0001000).module, "xfs");
  EXPECT_EQ(symbols->Resolve(0x1000).name, "");
  EXPECT_EQ(symbols->Resolve(0xffffffffffffffff).name, "");
}

TEST_F(KernelSymbolsTest, ReadsTheBuildIdOfTheCoreKernel) {
  using namespace std::string_literals;
  const std::string notes = "\x06\0\0\0\x01\0\0\0\x02\0\0\0Linux\0\0\0z\0\0\0"s +
                            "\x04\0\0\0\x03\0\0\0\x03\0\0\0GNU\0\xab\x01\xff\0"s;
  EXPECT_EQ(BuildIdInNotes(notes), "ab01ff");
  EXPECT_EQ(BuildIdInNotes(notes.substr(0, notes.size() - 2)), "") << "cut";
  EXPECT_EQ(BuildIdInNotes("\xff\xff\xff\xff\xff\xff\xff\xff\x03\0\0\0GNU\0"s), "");
  EXPECT_EQ(BuildIdInNotes(""), "");
  const std::string path = path_ + "-notes";
  std::ofstream(path) << notes;
  const auto symbols = MakeKernelSymbols(path_, path);
  ASSERT_NE(symbols->Resolve(0xffffffff81000105).build_id, nullptr);
  EXPECT_EQ(*symbols->Resolve(0xffffffff81000105).build_id, "ab01ff");
  EXPECT_EQ(symbols->Resolve(0xffffffffc0001000).build_id, nullptr) << "of a module";
  unlink(path.c_str());
}

TEST_F(KernelSymbolsTest, FindsAddressesOfDataToo) {
  const auto symbols = MakeKernelSymbols(path_);
  EXPECT_EQ(*symbols->AddressOf("init_task"), 0xffffffff82000000u);
  EXPECT_EQ(*symbols->AddressOf("vfs_read"), 0xffffffff81000100u);
  const auto missing = symbols->AddressOf("nothing");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().Text(), "Failed to resolve kernel symbol: nothing");
}

TEST_F(KernelSymbolsTest, FindsAllOfAName) {
  std::ofstream(path_, std::ios::app)
      << "\nffffffffc0002000 d init_task\t[xfs]\nffffffff82000100 d init_task\n";
  const auto symbols = MakeKernelSymbols(path_);
  const auto found = symbols->AddressesOf(
      {"init_task", "xfs:init_task", "vmlinux:init_task", "fixed_percpu_data", "nothing"});
  ASSERT_TRUE(found.ok()) << found.error().Text();
  const auto addresses = [&](size_t name) {
    std::vector<uint64_t> all;
    for (const NamedAddress& one : (*found)[name])
      all.push_back(one.address);
    return all;
  };
  using Addresses = std::vector<uint64_t>;
  EXPECT_EQ(addresses(0), (Addresses{0xffffffff82000000, 0xffffffffc0002000, 0xffffffff82000100}));
  EXPECT_EQ(addresses(1), (Addresses{0xffffffffc0002000}));
  EXPECT_EQ((*found)[1][0].module, "xfs");
  EXPECT_EQ(addresses(2), (Addresses{0xffffffff82000000, 0xffffffff82000100}));
  EXPECT_EQ(addresses(3), (Addresses{0}));
  EXPECT_TRUE(addresses(4).empty());
}

TEST_F(KernelSymbolsTest, HiddenAddressesAreNone) {
  std::ofstream(path_) << "0000000000000000 T _text\n0000000000000000 D init_task\n";
  const auto found = MakeKernelSymbols(path_)->AddressesOf({"init_task"});
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().message, path_ + " shows no addresses");
}

TEST_F(KernelSymbolsTest, WorksWithoutAFile) {
  const auto symbols = MakeKernelSymbols("/no/such/file");
  EXPECT_EQ(symbols->Resolve(0xffffffff81000105).name, "");
  EXPECT_FALSE(symbols->AddressOf("vfs_read").ok());
}

TEST(RunningKernelSymbols, NameWhatTheyFind) {
  const auto symbols = MakeKernelSymbols();
  const auto address = symbols->AddressOf("vfs_read");
  if (!address) GTEST_SKIP() << address.error().Text();
  EXPECT_EQ(symbols->Resolve(*address + 1).name, "vfs_read");
}

}  // namespace
}  // namespace sonde
