// Tests of src/probes/c_type.h: declarations as they stand in format files.
#include "probes/c_type.h"

#include "probe_testing.h"

namespace sonde {
namespace {

class CTypeTest : public ProbeTest {
 protected:
  std::string Typed(const std::string& c_type, uint32_t size, bool is_signed = false) {
    return Spell(*Describe(c_type, size, is_signed).type);
  }
  ProbeArgument Describe(const std::string& c_type, uint32_t size, bool is_signed = false) {
    return DescribeField({c_type, "x", 8, size, is_signed}, AddressSpace::Kernel, btf_);
  }
  Btf* btf_ = *host_->KernelBtf();
};

TEST_F(CTypeTest, IntegersTakeTheWidthOfTheRecord) {
  EXPECT_EQ(Typed("int", 4, true), "int32");
  EXPECT_EQ(Typed("int", 8, false), "int64");
  EXPECT_EQ(Typed("unsigned", 4), "uint32");
  EXPECT_EQ(Typed("unsigned int", 8), "uint64");
  EXPECT_EQ(Typed("long long", 8, true), "int64");
  EXPECT_EQ(Typed("unsigned char", 1), "uint8");
  EXPECT_EQ(Typed("char", 1), "int8");
  EXPECT_EQ(Typed("short", 2, true), "int16");
  EXPECT_EQ(Typed("bool", 1), "uint8");
  EXPECT_EQ(Typed("const pid_t", 4, true), "int32");
  EXPECT_EQ(Typed("u64", 8), "uint64");
  EXPECT_EQ(Typed("made_up_t", 4, true), "int32");
  EXPECT_EQ(Typed("made_up_t", 8), "uint64");
  EXPECT_EQ(Typed("struct made_up", 12), "uint8[12]");
}

TEST_F(CTypeTest, Pointers) {
  EXPECT_EQ(Typed("const char *", 8), "int8 *");
  EXPECT_EQ(Typed("void *", 8), "void *");
  EXPECT_EQ(Typed("struct task_struct *", 8), "struct task_struct *");
  EXPECT_NE(Describe("struct task_struct *", 8).type->element->definition.id, 0u);
  EXPECT_EQ(Typed("struct made_up *", 8), "struct made_up *");
  EXPECT_EQ(Typed("const char *const *", 8), "int8 * *");
  EXPECT_EQ(Typed("made_up_t *", 8), "void *");
  EXPECT_EQ(Typed("u32*", 8), "uint32 *");
}

TEST_F(CTypeTest, Arrays) {
  EXPECT_EQ(Typed("char[16]", 16), "string[16]");
  EXPECT_EQ(Typed("char[TASK_COMM_LEN]", 16), "string[16]");
  EXPECT_EQ(Typed("const char[8]", 8), "string[8]");
  EXPECT_EQ(Typed("unsigned long[6]", 48), "uint64[6]");
  EXPECT_EQ(Typed("__u8[4]", 4), "uint8[4]");
  EXPECT_EQ(Typed("u8[16]", 16), "uint8[16]");
  EXPECT_EQ(Typed("u32[3]", 12), "uint32[3]");
}

TEST_F(CTypeTest, EnumsKeepTheirNames) {
  const TypePtr mode = Describe("enum hrtimer_mode", 4).type;
  EXPECT_EQ(Spell(*mode), "enum hrtimer_mode");
  EXPECT_EQ(mode->definition.enumerators.size(), 3u);
  EXPECT_EQ(Typed("enum made_up", 4), "uint32");
}

TEST_F(CTypeTest, LocatedData) {
  EXPECT_EQ(Describe("__data_loc char[]", 4).place.kind, Place::Kind::Dereference);
  EXPECT_FALSE(Describe("__data_loc char[]", 4).place.relative);
  EXPECT_EQ(Typed("__data_loc char[]", 4), "int8 *");
  EXPECT_EQ(Typed("__data_loc u64[]", 4), "uint64 *");
  EXPECT_EQ(Typed("__data_loc struct x[]", 4), "int8 *");
  EXPECT_TRUE(Describe("__rel_loc char[]", 4).place.relative);
}

TEST_F(CTypeTest, WorksWithoutBtf) {
  btf_ = nullptr;
  EXPECT_EQ(Typed("pid_t", 4, true), "int32");
  EXPECT_EQ(Typed("struct task_struct *", 8), "struct task_struct *");
  EXPECT_EQ(Typed("", 4), "uint32");
}

}  // namespace
}  // namespace sonde
