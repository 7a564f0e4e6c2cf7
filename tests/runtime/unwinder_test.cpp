// Tables in the kernel, looked at as a walk would.
#include "runtime/unwinder.h"

#include <bpf/bpf.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

namespace sonde::runtime {
namespace {

int FdOf(const Unwinder& unwinder, const char* name) {
  for (const SharedMap& map : unwinder.maps()) {
    if (std::strcmp(map.name, name) == 0) return map.fd;
  }
  return -1;
}

std::unique_ptr<Unwinder> Make() {
  auto made = Unwinder::Create();
  return made ? std::move(*made) : nullptr;
}

// Null: there is none.
std::unique_ptr<UnwindProcess> ProcessOf(const Unwinder& unwinder, int pid) {
  auto process = std::make_unique<UnwindProcess>();
  const auto key = static_cast<uint32_t>(pid);
  if (bpf_map_lookup_elem(FdOf(unwinder, "unwind_procs"), &key, process.get()) != 0) return nullptr;
  return process;
}

const UnwindMapping* Around(const UnwindProcess& process, uint64_t address) {
  for (const UnwindMapping& mapping : process.mappings) {
    if (mapping.start != UNWIND_UNUSED && address >= mapping.start && address < mapping.end) return &mapping;
  }
  return nullptr;
}

// The rule for an address of a process, by the maps alone.
UnwindRule RuleFor(const Unwinder& unwinder, const UnwindMapping& mapping, uint64_t address) {
  const uint64_t offset = address - mapping.start + mapping.file_offset;
  UnwindRule rule{};
  uint32_t id = 0;
  const uint32_t index = mapping.file.index;
  if (bpf_map_lookup_elem(FdOf(unwinder, "unwind_files"), &index, &id) != 0) return rule;
  const UniqueFd rows(bpf_map_get_fd_by_id(id));
  uint32_t number = 0;
  auto chunk = std::make_unique<UnwindChunk>();
  for (uint32_t at = 0; bpf_map_lookup_elem(rows.get(), &at, chunk.get()) == 0; ++at) {
    for (uint32_t row = 0; row < UNWIND_CHUNK_ROWS; ++row) {
      if (chunk->offset[row] <= offset) number = chunk->rule[row];
    }
  }
  bpf_map_lookup_elem(FdOf(unwinder, "unwind_rules"), &number, &rule);
  return rule;
}

TEST(UnwinderTest, LearnsThisProcess) {
  auto unwinder = Make();
  ASSERT_NE(unwinder, nullptr);
  unwinder->Learn(getpid());
  EXPECT_EQ(unwinder->TakeWarnings(), std::vector<std::string>());
  const auto process = ProcessOf(*unwinder, getpid());
  ASSERT_NE(process, nullptr);
  EXPECT_EQ(process->mm, 0U);
  for (const auto function : {reinterpret_cast<uint64_t>(&Make), reinterpret_cast<uint64_t>(&getpid)}) {
    const UnwindMapping* mapping = Around(*process, function);
    ASSERT_NE(mapping, nullptr);
    ASSERT_EQ(mapping->file.rows, 1);
    // At its start, the return address lies on top of the stack.
    const UnwindRule rule = RuleFor(*unwinder, *mapping, function);
    EXPECT_EQ(rule.cfa, UNWIND_CFA_REGISTER);
    EXPECT_EQ(rule.cfa_register, 7);
    EXPECT_EQ(rule.cfa_offset, 8);
  }
  // Ascending, as the search in the kernel wants it, and as many as it has bits for.
  for (size_t i = 1; i < UNWIND_MOST_MAPPINGS; ++i)
    EXPECT_LE(process->mappings[i - 1].start, process->mappings[i].start);
  EXPECT_TRUE(process->bits >= 8 || process->mappings[1U << process->bits].start == UNWIND_UNUSED);
}

TEST(UnwinderTest, ForgetsWhoHasGone) {
  auto unwinder = Make();
  ASSERT_NE(unwinder, nullptr);
  const pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  unwinder->Learn(child);
  ASSERT_NE(ProcessOf(*unwinder, child), nullptr);
  const uint64_t version = ProcessOf(*unwinder, child)->version;
  unwinder->Changed(child);
  EXPECT_NE(ProcessOf(*unwinder, child)->version, version);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  unwinder->Changed(child);
  EXPECT_EQ(ProcessOf(*unwinder, child), nullptr);
}

TEST(UnwinderTest, NobodysChangesAreNobodys) {
  auto unwinder = Make();
  ASSERT_NE(unwinder, nullptr);
  unwinder->Changed(getpid());
  EXPECT_EQ(ProcessOf(*unwinder, getpid()), nullptr);
}

TEST(UnwinderTest, LearnsWhomWalksHaveMet) {
  auto unwinder = Make();
  ASSERT_NE(unwinder, nullptr);
  const int wanted = FdOf(*unwinder, "unwind_wanted");
  const auto self = static_cast<uint32_t>(getpid());
  const uint32_t nobody = 0x3fffff;
  const uint64_t mm = 0x1234;
  ASSERT_EQ(bpf_map_update_elem(wanted, &self, &mm, BPF_ANY), 0);
  ASSERT_EQ(bpf_map_update_elem(wanted, &nobody, &mm, BPF_ANY), 0);
  unwinder->LearnMet();
  ASSERT_NE(ProcessOf(*unwinder, getpid()), nullptr);
  EXPECT_EQ(ProcessOf(*unwinder, getpid())->mm, mm);
  uint64_t left = 0;
  EXPECT_NE(bpf_map_lookup_elem(wanted, &self, &left), 0);
  EXPECT_NE(bpf_map_lookup_elem(wanted, &nobody, &left), 0);
}

TEST(UnwinderTest, ExpectsAProgramAndItsLibraries) {
  auto unwinder = Make();
  ASSERT_NE(unwinder, nullptr);
  unwinder->Expect("/bin/bash");
  const int inodes = FdOf(*unwinder, "unwind_inodes");
  size_t files = 0;
  UnwindInode key{}, next{};
  const void* from = nullptr;
  while (bpf_map_get_next_key(inodes, from, &next) == 0) {
    key = next;
    from = &key;
    UnwindFile file{};
    ASSERT_EQ(bpf_map_lookup_elem(inodes, &key, &file), 0);
    files += file.rows;
  }
  EXPECT_GE(files, 3U);  // itself, libc, the loader
}

}  // namespace
}  // namespace sonde::runtime
