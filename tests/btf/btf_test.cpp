// Tests of src/btf: types, fields and functions of tests/support/host/btf (made from types.c beside it), and
// of the running kernel where it has BTF.
#include "btf/btf.h"
#include "support/test_dir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace sonde {
namespace {

using ::testing::Contains;
using ::testing::UnorderedElementsAre;

std::unique_ptr<Btf> Sample() {
  std::ifstream file(SONDE_TEST_DIR "/support/host/btf", std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  auto btf = Btf::FromBytes(bytes.str());
  return btf.ok() ? std::move(*btf) : nullptr;
}

class BtfTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_NE(btf_, nullptr); }
  StructField Field(const char* type, const char* name) {
    const auto found = btf_->FindField(*btf_->FindType(type), name);
    EXPECT_TRUE(found.has_value()) << name;
    return found.value_or(StructField{"", NoneType(), 0, 0, 0, ""});
  }
  std::string Spelled(const char* name) {
    const TypePtr type = btf_->FindType(name);
    return type ? Spell(*type) : "-";
  }

  std::unique_ptr<Btf> btf_ = Sample();
};

TEST_F(BtfTest, FindsTypesByName) {
  EXPECT_EQ(Spelled("struct task_struct"), "struct task_struct");
  EXPECT_EQ(btf_->FindType("struct task_struct")->size, 176u);
  EXPECT_EQ(Spelled("task_struct"), "struct task_struct");
  EXPECT_EQ(Spelled("u32"), "uint32");
  EXPECT_EQ(Spelled("pid_t"), "int32");
  EXPECT_EQ(Spelled("char"), "int8");
  EXPECT_EQ(Spelled("bool"), "uint8");
  EXPECT_EQ(Spelled("double"), "double");
  EXPECT_EQ(Spelled("struct nothing"), "-");
  EXPECT_EQ(Spelled("union task_struct"), "-");
  EXPECT_EQ(Spelled("struct "), "-");
  EXPECT_EQ(Spelled(""), "-");
}

TEST_F(BtfTest, FindsFieldsWithTheirTypes) {
  EXPECT_EQ(Spell(*Field("struct task_struct", "tgid").type), "int32");
  EXPECT_EQ(Field("struct task_struct", "tgid").byte_offset, 8u);
  EXPECT_EQ(Spell(*Field("struct task_struct", "comm").type), "string[16]");
  EXPECT_EQ(Spell(*Field("struct task_struct", "bytes").type), "uint8[6]");
  EXPECT_EQ(Spell(*Field("struct task_struct", "real_parent").type), "struct task_struct *");
  EXPECT_EQ(Field("struct task_struct", "real_parent").type->space, AddressSpace::Kernel);
  EXPECT_EQ(Spell(*Field("struct task_struct", "cpus").type), "int32[4]");
  EXPECT_EQ(Spell(*Field("struct task_struct", "matrix").type), "int32[3][2]");
  EXPECT_EQ(Spell(*Field("struct task_struct", "destructor").type), "void *");
  EXPECT_EQ(Spell(*Field("struct task_struct", "state").type), "int64");
  EXPECT_EQ(Spell(*Field("struct task_struct", "ratio").type), "double");
  EXPECT_EQ(Spell(*Field("struct inode", "name").type), "int8[0]");
  EXPECT_FALSE(btf_->FindField(*btf_->FindType("struct task_struct"), "nope").has_value());
  EXPECT_FALSE(btf_->FindField(*btf_->FindType("u32"), "nope").has_value());
}

TEST_F(BtfTest, SearchesAnonymousMembers) {
  EXPECT_EQ(Field("struct task_struct", "utime").byte_offset, 64u);
  EXPECT_EQ(Field("struct task_struct", "utime_high").byte_offset, 68u);
}

TEST_F(BtfTest, PlacesBitFields) {
  const StructField level = Field("struct task_struct", "exit_level");
  EXPECT_EQ(Spell(*level.type), "uint32");
  EXPECT_EQ(level.byte_offset, 72u);
  EXPECT_EQ(level.bit_offset, 2u);
  EXPECT_EQ(level.bit_size, 6u);
  const StructField tail = Field("struct task_struct", "tail_bits");
  EXPECT_EQ(Spell(*tail.type), "uint8");
  EXPECT_EQ(tail.byte_offset, 73u);
  EXPECT_EQ(tail.bit_offset, 0u);
  const StructField rest = Field("struct packed", "rest");  // bits 20 to 39 straddle its own unit
  EXPECT_EQ(rest.byte_offset, 2u);
  EXPECT_EQ(rest.bit_offset, 4u);
  EXPECT_EQ(Spell(*rest.type), "uint32");
}

TEST_F(BtfTest, UnderstandsTypeTags) {
  const StructField user = Field("struct task_struct", "user_text");
  EXPECT_TRUE(user.type->pointer.user);
  EXPECT_EQ(user.type->space, AddressSpace::User);
  EXPECT_EQ(user.tag, "");
  EXPECT_EQ(Field("struct task_struct", "per_cpu").tag, "percpu");
}

TEST_F(BtfTest, ReadsEnums) {
  const TypePtr mode = Field("struct task_struct", "mode").type;
  EXPECT_EQ(Spell(*mode), "enum hrtimer_mode");
  EXPECT_EQ(mode->size, 4u);
  EXPECT_THAT(mode->definition.enumerators, Contains(std::make_pair(int64_t{2}, std::string("MODE_PINNED"))));
  EXPECT_EQ(btf_->FindType("enum signed_enum")->definition.enumerators.at(0).first, -1);
  EXPECT_EQ(btf_->FindType("enum big_enum")->definition.enumerators.at(0).first, 0x100000000);
}

TEST_F(BtfTest, FindsEnumerators) {
  const auto relative = btf_->FindEnumerator("MODE_REL");
  ASSERT_TRUE(relative);
  EXPECT_EQ(Spell(*relative->type), "enum hrtimer_mode");
  EXPECT_EQ(relative->value, 1);
  EXPECT_EQ(btf_->FindEnumerator("BELOW")->value, -1);
  EXPECT_EQ(btf_->FindEnumerator("BIG")->value, 0x100000000);
  EXPECT_FALSE(btf_->FindEnumerator("MODE"));
  EXPECT_FALSE(btf_->FindEnumerator(""));
}

TEST_F(BtfTest, ListsDirectMembers) {
  const auto fields = btf_->Fields(*btf_->FindType("struct list_head"));
  ASSERT_EQ(fields.size(), 2u);
  EXPECT_EQ(fields[1].name, "prev");
  EXPECT_EQ(fields[1].byte_offset, 8u);
  EXPECT_EQ(btf_->Fields(*btf_->FindType("struct task_struct")).size(), 22u);
}

TEST_F(BtfTest, DescribesFunctions) {
  const auto read = btf_->FindFunction("vfs_read");
  ASSERT_TRUE(read.has_value());
  ASSERT_EQ(read->parameters.size(), 4u);
  EXPECT_EQ(read->parameters[0].name, "file");
  EXPECT_EQ(Spell(*read->parameters[0].type), "struct file *");
  EXPECT_EQ(Spell(*read->result), "int64");
  EXPECT_FALSE(btf_->FindFunction("vfs_").has_value());
  EXPECT_THAT(btf_->FunctionNames(),
              UnorderedElementsAre("vfs_read", "vfs_write", "__probestub_sched_switch", "bpf_iter_task",
                                   "bpf_iter_task_file", "bpf_iter_map_elem", "take_pair", "take_nothing",
                                   "_raw_spin_lock", "security_file_open", "security_inode_getattr",
                                   "tcp_v4_connect", "ip_output", "bpf_task_from_pid"));
}

TEST_F(BtfTest, DescribesIterators) {
  EXPECT_THAT(btf_->IteratorNames(), UnorderedElementsAre("task", "task_file", "map_elem"));
  const auto files = btf_->FindIterator("task_file");
  ASSERT_TRUE(files.has_value());
  ASSERT_EQ(files->parameters.size(), 3u) << "in anonymous unions or not, without `meta`";
  EXPECT_EQ(files->parameters[0].name, "task");
  EXPECT_EQ(files->parameters[1].c_type, "u32");
  EXPECT_EQ(Spell(*files->parameters[2].type), "struct file *");
  EXPECT_FALSE(btf_->FindIterator("lonely").has_value()) << "there is no function to attach to";
  EXPECT_FALSE(btf_->FindIterator("").has_value());
}

TEST_F(BtfTest, DescribesRawTracepoints) {
  const auto traced = btf_->FindRawTracepoint("sched_switch");
  ASSERT_TRUE(traced.has_value());
  ASSERT_EQ(traced->parameters.size(), 4u);
  EXPECT_EQ(traced->parameters[0].name, "preempt");
  EXPECT_EQ(Spell(*traced->parameters[1].type), "struct task_struct *");
  const auto nameless = btf_->FindRawTracepoint("sys_enter");
  ASSERT_TRUE(nameless.has_value());
  EXPECT_EQ(nameless->parameters[1].name, "arg1");
  EXPECT_FALSE(btf_->FindRawTracepoint("nothing").has_value());
  EXPECT_THAT(btf_->RawTracepointNames(), UnorderedElementsAre("sched_switch", "sys_enter", "sys_exit"));
}

TEST_F(BtfTest, ForwardDeclarationsLeadToTheirDefinition) {
  const auto entry = btf_->FindRawTracepoint("sys_enter");
  const Type& regs = *entry->parameters[0].type->element;
  EXPECT_EQ(regs.definition.name, "struct pt_regs");
  EXPECT_FALSE(btf_->FindField(regs, "ax").has_value());  // only ever declared in the sample
}

TEST_F(BtfTest, ManyNamesGoThroughTheHash) {
  for (const char* name : {"u8", "u16", "u32", "u64", "s64", "loff_t", "size_t", "ssize_t", "umode_t"}) {
    EXPECT_NE(btf_->FindType(name), nullptr) << name;
    EXPECT_EQ(btf_->FindType(std::string(name) + "_"), nullptr);
  }
  EXPECT_EQ(Spelled("struct file"), "struct file");
  EXPECT_EQ(Spelled("enum hrtimer_mode"), "enum hrtimer_mode");
}

TEST(KernelBtf, NamesTheRunningKernelsTypes) {
  auto kernel = Btf::LoadKernel();
  if (!kernel) GTEST_SKIP() << kernel.error().Text();
  const TypePtr task = (*kernel)->FindType("struct task_struct");
  ASSERT_NE(task, nullptr);
  const auto comm = (*kernel)->FindField(*task, "comm");
  ASSERT_TRUE(comm.has_value());
  EXPECT_EQ(Spell(*comm->type), "string[16]");
  const auto traced = (*kernel)->FindRawTracepoint("sched_switch");
  ASSERT_TRUE(traced.has_value());
  EXPECT_EQ(traced->parameters.at(1).name, "prev");
  EXPECT_GT((*kernel)->FunctionNames().size(), 10000u);
}

}  // namespace
}  // namespace sonde
