// Tests of src/symbols/user_symbols.cpp on this process and on a child that ends.
#include <fcntl.h>
#include <gnu/libc-version.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "symbols/process_maps.h"
#include "symbols/symbols.h"

namespace sonde {

__attribute__((noinline)) int SymbolsTestFunction(int value) {
  return value * 3;
}

namespace {

uint64_t AddressOf(const void* pointer) {
  return reinterpret_cast<uint64_t>(pointer);
}

TEST(UserSymbols, NamesFunctionsOfAPositionIndependentProgram) {
  const auto symbols = MakeUserSymbols();
  const auto address = AddressOf(reinterpret_cast<const void*>(&SymbolsTestFunction));
  const ResolvedSymbol plain = symbols->Resolve(getpid(), address + 1, true);
  EXPECT_EQ(plain.name, "sonde::SymbolsTestFunction(int)");
  EXPECT_EQ(plain.offset, 1u);
  EXPECT_TRUE(plain.module.ends_with("symbols_tests")) << plain.module;
  EXPECT_EQ(symbols->Resolve(getpid(), address, false).name, "_ZN5sonde19SymbolsTestFunctionEi");
}

TEST(UserSymbols, NamesFunctionsOfLibraries) {
  const auto symbols = MakeUserSymbols();
  const ResolvedSymbol libc =
      symbols->Resolve(getpid(), AddressOf(reinterpret_cast<const void*>(&gnu_get_libc_version)), true);
  EXPECT_NE(libc.name.find("gnu_get_libc_version"), std::string::npos) << libc.name;
  EXPECT_NE(libc.module.find("libc"), std::string::npos) << libc.module;
}

TEST(UserSymbols, RemembersAProcessThatHasGone) {
  const auto symbols = MakeUserSymbols();
  const pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  symbols->Remember(child);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  const auto address = AddressOf(reinterpret_cast<const void*>(&SymbolsTestFunction));
  EXPECT_EQ(symbols->Resolve(child, address, true).name, "sonde::SymbolsTestFunction(int)");
}

TEST(UserSymbols, BelievesReportsOfProcessesThatNobodySaw) {
  constexpr int kNobody = 0x7ffffff1;
  const auto address = AddressOf(reinterpret_cast<const void*>(&SymbolsTestFunction));
  MappedFile file;
  for (const Mapping& mapping : ReadMappings(getpid())) {
    if (address < mapping.start || address >= mapping.end) continue;
    file = {mapping.start, mapping.end - mapping.start, mapping.offset, 0, 0, mapping.inode, mapping.path};
  }
  ASSERT_NE(file.inode, 0u);
  const auto symbols = MakeUserSymbols();
  symbols->Map(kNobody, file);
  EXPECT_EQ(symbols->Resolve(kNobody, address, true).name, "sonde::SymbolsTestFunction(int)");
  symbols->Exec(kNobody, 0);
  EXPECT_EQ(symbols->Resolve(kNobody, address, true).name, "");
}

// A file that nothing leads to any more, save the mappings of the process that lives.
TEST(UserSymbols, AFileThatOneProcessCannotLeadToIsReadThroughAnother) {
  const std::string path = testing::TempDir() + "user_symbols_deleted_" + std::to_string(getpid());
  std::filesystem::copy_file("/proc/self/exe", path, std::filesystem::copy_options::overwrite_existing);
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_GE(fd, 0);
  const auto address = AddressOf(reinterpret_cast<const void*>(&SymbolsTestFunction));
  const auto own = ReadMappings(getpid());
  const Mapping* program = FindMapping(own, address);
  ASSERT_NE(program, nullptr);
  const size_t size = program->end - program->start;
  void* code =
      mmap(nullptr, size, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, static_cast<off_t>(program->offset));
  ASSERT_NE(code, MAP_FAILED);
  const uint64_t copied = AddressOf(code) + (address - program->start);
  const auto mappings = ReadMappings(getpid());
  const Mapping* mapping = FindMapping(mappings, copied);
  ASSERT_NE(mapping, nullptr);
  unsigned major = 0;
  unsigned minor = 0;
  ASSERT_EQ(std::sscanf(mapping->device.c_str(), "%x:%x", &major, &minor), 2);
  ASSERT_EQ(unlink(path.c_str()), 0);

  constexpr int kNobody = 0x7ffffff1;
  const auto symbols = MakeUserSymbols();
  symbols->Map(kNobody, {mapping->start, size, mapping->offset, major, minor, mapping->inode, path});
  EXPECT_EQ(symbols->Resolve(kNobody, copied, true).name, "");
  EXPECT_EQ(symbols->Resolve(getpid(), copied, true).name, "sonde::SymbolsTestFunction(int)");
  EXPECT_EQ(symbols->Resolve(kNobody, copied, true).name, "sonde::SymbolsTestFunction(int)");
  munmap(code, size);
  close(fd);
}

TEST(UserSymbols, UnknownThingsStayUnknown) {
  const auto symbols = MakeUserSymbols();
  EXPECT_EQ(symbols->Resolve(getpid(), 16, true).name, "");
  EXPECT_EQ(symbols->Resolve(0x7ffffff0, 0x400000, true).name, "");
}

TEST(UserSymbols, NamesTheVdso) {
  const auto begin = static_cast<uint64_t>(getauxval(AT_SYSINFO_EHDR));
  if (begin == 0) GTEST_SKIP() << "no vdso";
  const auto symbols = MakeUserSymbols();
  EXPECT_EQ(symbols->Resolve(getpid(), begin, true).module, "[vdso]");
  bool any = false;
  for (uint64_t at = begin; at < begin + 8192 && !any; at += 16) {
    any = symbols->Resolve(getpid(), at, true).name.find("clock_gettime") != std::string::npos;
  }
  EXPECT_TRUE(any);
}

TEST(UserSymbols, NamesJittedCode) {
  void* code = mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(code, MAP_FAILED);
  const std::string path = "/tmp/perf-" + std::to_string(getpid()) + ".map";
  std::ofstream(path) << std::hex << AddressOf(code) << " 100 jitted\n";
  const auto symbols = MakeUserSymbols();
  EXPECT_EQ(symbols->Resolve(getpid(), AddressOf(code) + 8, true).name, "jitted");
  unlink(path.c_str());
  munmap(code, 4096);
}

// The name of a function of this program that stands for gigabytes of C++.
extern "C" __attribute__((noinline)) int Bomb(int value) __asm__(
    "_Z1f1AIiiES_IS0_S0_ES_IS1_S1_ES_IS2_S2_ES_IS3_S3_ES_IS4_S4_ES_IS5_S5_ES_IS6_S6_ES_IS7_S7_ES_IS8_S8_ES_"
    "IS9_S9_"
    "ES_ISA_SA_ES_ISB_SB_ES_ISC_SC_ES_ISD_SD_ES_ISE_SE_ES_ISF_SF_ES_ISG_SG_ES_ISH_SH_ES_ISI_SI_ES_ISJ_SJ_ES_"
    "ISK_SK_"
    "ES_ISL_SL_ES_ISM_SM_E");
extern "C" __attribute__((noinline)) int Bomb(int value) {
  return value * 5;
}

TEST(UserSymbols, ANameWithoutEndIsShownAsItIs) {
  const auto symbols = MakeUserSymbols();
  const auto address = AddressOf(reinterpret_cast<const void*>(&Bomb));
  for (int i = 0; i < 3; ++i)
    EXPECT_TRUE(symbols->Resolve(getpid(), address, true).name.starts_with("_Z1f1AIiiES_IS0_S0_E"));
  const auto warnings = symbols->TakeWarnings();
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_NE(warnings[0].find("stands for more than 8 KiB of C++"), std::string::npos) << warnings[0];
  EXPECT_TRUE(symbols->TakeWarnings().empty());
  EXPECT_TRUE(symbols->Resolve(getpid(), address, false).name.starts_with("_Z1f1AIiiES_IS0_S0_E"));
  EXPECT_EQ(Bomb(1), 5);
}

TEST(UserSymbols, AsksForReportsBeforeItGivesUp) {
  constexpr int kNobody = 0x7ffffff2;
  const auto address = AddressOf(reinterpret_cast<const void*>(&SymbolsTestFunction));
  const auto symbols = MakeUserSymbols();
  int asked = 0;
  symbols->SetReports([&] {
    ++asked;
    for (const Mapping& mapping : ReadMappings(getpid())) {
      if (mapping.start <= address && address < mapping.end)
        symbols->Map(kNobody, {mapping.start, mapping.end - mapping.start, mapping.offset, 0, 0,
                               mapping.inode, mapping.path, 0});
    }
  });
  EXPECT_EQ(symbols->Resolve(kNobody, address, true).name, "sonde::SymbolsTestFunction(int)");
  EXPECT_EQ(asked, 1);
}

TEST(UserSymbols, NamesAChildThatHasGoneByItsParent) {
  constexpr int kNobody = 0x7ffffff3;
  const auto address = AddressOf(reinterpret_cast<const void*>(&SymbolsTestFunction));
  const auto symbols = MakeUserSymbols();
  symbols->Fork(getpid(), kNobody, 1);
  EXPECT_EQ(symbols->Resolve(kNobody, address, true).name, "sonde::SymbolsTestFunction(int)");
}

}  // namespace
}  // namespace sonde
