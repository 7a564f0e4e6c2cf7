// Tests of src/symbols/process_table.h.
#include "symbols/process_table.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace sonde {
namespace {

constexpr int kGone = 0x7ffffff0;  // no such process

MappedFile At(uint64_t start, const std::string& path, uint64_t when) {
  MappedFile file;
  file.start = start;
  file.size = 0x1000;
  file.inode = 7;
  file.path = path;
  file.when = when;
  return file;
}

std::string PathAt(ProcessTable& table, int pid, uint64_t address) {
  const Process* process = table.Find(pid);
  const Mapping* mapping = process == nullptr ? nullptr : FindMapping(process->mappings, address);
  return mapping == nullptr ? "" : mapping->path;
}

TEST(ProcessTable, KeepsWhatWasReported) {
  ProcessTable table;
  EXPECT_EQ(table.Find(kGone), nullptr);
  table.Map(kGone, At(0x1000, "/old", 10));
  table.Exec(kGone, 20);
  EXPECT_EQ(PathAt(table, kGone, 0x1000), "");
  table.Map(kGone, At(0x1000, "/new", 30));
  EXPECT_EQ(PathAt(table, kGone, 0x1800), "/new");
  EXPECT_EQ(PathAt(table, kGone, 0x2000), "");
}

// Reports of one process may come from several processors.
TEST(ProcessTable, TakesReportsInAnyOrder) {
  ProcessTable table;
  table.Map(kGone, At(0x1000, "/new", 30));
  table.Map(kGone, At(0x3000, "/old", 10));
  table.Exec(kGone, 20);
  EXPECT_EQ(PathAt(table, kGone, 0x1000), "/new");
  EXPECT_EQ(PathAt(table, kGone, 0x3000), "");
  table.Map(kGone, At(0x3000, "/late", 15));
  EXPECT_EQ(PathAt(table, kGone, 0x3000), "");
  table.Fork(getpid(), kGone, 5);
  EXPECT_EQ(PathAt(table, kGone, 0x1000), "/new");
}

TEST(ProcessTable, AChildHasWhatItsParentHad) {
  ProcessTable table;
  table.Map(kGone, At(0x1000, "/program", 10));
  table.Fork(kGone, kGone + 1, 20);
  EXPECT_EQ(PathAt(table, kGone + 1, 0x1000), "/program");
  table.Exec(kGone, 30);
  EXPECT_EQ(PathAt(table, kGone + 1, 0x1000), "/program");
  // Of a parent that nobody has seen yet: what /proc says.
  table.Fork(getpid(), kGone + 2, 20);
  const auto own = reinterpret_cast<uint64_t>(reinterpret_cast<const void*>(&PathAt));
  EXPECT_NE(PathAt(table, kGone + 2, own).find("symbols_tests"), std::string::npos);
  EXPECT_EQ(table.Find(kGone + 2)->owner, geteuid());
}

TEST(ProcessTable, BoundsTheNumberOfProcesses) {
  ProcessTable table;
  for (int i = 0; i < 3 * static_cast<int>(ProcessTable::kMostProcesses); ++i) {
    const int pid = kGone - i;
    table.Map(pid, At(0x1000, "/program", 10));
    ASSERT_LE(table.size(), ProcessTable::kMostProcesses);
    ASSERT_EQ(PathAt(table, pid, 0x1000), "/program");
  }
  EXPECT_EQ(PathAt(table, kGone, 0x1000), "");
}

TEST(ProcessTable, BoundsTheMemory) {
  ProcessTable table;
  const std::string long_path = "/" + std::string(4000, 'x');
  constexpr int kProcesses =
      2 * static_cast<int>(ProcessTable::kMostBytes / (ProcessTable::kMostMappings * 4000));
  for (int i = 0; i < kProcesses; ++i) {
    for (uint64_t at = 1; at <= ProcessTable::kMostMappings + 10; ++at)
      table.Map(kGone - i, At(0x1000 * at, long_path, 10));
    ASSERT_LE(table.bytes(), ProcessTable::kMostBytes);
  }
  EXPECT_EQ(PathAt(table, kGone - kProcesses + 1, 0x1000), long_path);
  EXPECT_EQ(PathAt(table, kGone - kProcesses + 1, 0x1000 * (ProcessTable::kMostMappings + 1)), "");
  EXPECT_EQ(PathAt(table, kGone, 0x1000), "");
}

}  // namespace
}  // namespace sonde
