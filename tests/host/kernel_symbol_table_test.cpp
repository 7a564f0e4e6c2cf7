// Tests of src/host/kernel_symbol_table.cpp: functions of the kernel by name.
#include "host/kernel_symbol_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sonde {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kText =
    "ffffffff81000000 T _stext\n"
    "ffffffff81000040 t load_elf_binary\n"
    "ffffffff81000100 t load_elf_binary\n"
    "ffffffff81000180 D some_data\n"
    "ffffffff81000200 t finish_task_switch.isra.0\n"
    "ffffffff81000280 t finish_task_switch.isra.0.cold\n"
    "ffffffff81000300 t twice.constprop.0\n"
    "ffffffff81000340 t twice.constprop.1.isra.0\n"
    "ffffffff81000400 t parted.part.0\n"
    "ffffffffc0000010 t open\t[xfs]\n";

std::vector<std::string> Find(std::string_view name) {
  const KernelSymbolTable table(kText);
  std::vector<std::string> found;
  for (const auto& symbol : table.Find(name)) {
    found.push_back((symbol.module.empty() ? "" : symbol.module + ":") + symbol.name + "@" +
                    std::to_string(symbol.address & 0xffff) + "+" + std::to_string(symbol.size));
  }
  return found;
}

TEST(KernelSymbolTable, FindsAllOfAName) {
  EXPECT_THAT(Find("load_elf_binary"), ElementsAre("load_elf_binary@64+192", "load_elf_binary@256+256"));
  EXPECT_THAT(Find("open"), ElementsAre("xfs:open@16+0"));
  EXPECT_THAT(Find("some_data"), IsEmpty());
  EXPECT_THAT(Find("nothing"), IsEmpty());
}

TEST(KernelSymbolTable, FindsCopiesOfTheCompiler) {
  EXPECT_THAT(Find("finish_task_switch"), ElementsAre("finish_task_switch.isra.0@512+128"));
  EXPECT_THAT(Find("finish_task_switch.constprop.3"), ElementsAre("finish_task_switch.isra.0@512+128"));
  EXPECT_THAT(Find("twice"), ElementsAre("twice.constprop.0@768+64", "twice.constprop.1.isra.0@832+192"));
  EXPECT_THAT(Find("parted"), IsEmpty());
}

TEST(KernelSymbolTable, KnowsSuffixes) {
  EXPECT_EQ(WithoutCompilerSuffix("f.isra.0"), "f");
  EXPECT_EQ(WithoutCompilerSuffix("f.constprop.12.isra.0"), "f");
  EXPECT_EQ(WithoutCompilerSuffix("f.part.0"), "f.part.0");
  EXPECT_EQ(WithoutCompilerSuffix("f.isra."), "f.isra.");
  EXPECT_EQ(WithoutCompilerSuffix("f"), "f");
}

}  // namespace
}  // namespace sonde
