// Tests of split BTF (modules), of variables, and of files that hold BTF.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "btf/btf.h"
#include "btf/raw_btf.h"
#include "support/test_dir.h"

namespace sonde {
namespace {

using ::testing::HasSubstr;

std::string SampleBytes() {
  std::ifstream file(SONDE_TEST_DIR "/support/host/btf", std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

// Writes BTF records; names are offsets as the kernel gives them: behind those of `base`.
class Builder {
 public:
  explicit Builder(const RawBtf* base, uint32_t base_strings)
      : next_(base != nullptr ? base->type_count() : 1), first_string_(base_strings) {
    if (base == nullptr) strings_.push_back('\0');
  }
  uint32_t Name(const std::string& text) {
    const auto at = first_string_ + static_cast<uint32_t>(strings_.size());
    strings_ += text + '\0';
    return at;
  }
  // Returns the type's id.
  uint32_t Type(uint32_t kind, const std::string& name, uint32_t count, uint32_t size_or_type,
                const std::vector<uint32_t>& extra) {
    Word(name.empty() ? 0 : Name(name));
    Word(kind << 24 | count);
    Word(size_or_type);
    for (const uint32_t word : extra)
      Word(word);
    return next_++;
  }
  [[nodiscard]] std::string Bytes() const {
    const uint32_t header[6] = {0x0001eb9f,
                                24,
                                0,
                                static_cast<uint32_t>(types_.size()),
                                static_cast<uint32_t>(types_.size()),
                                static_cast<uint32_t>(strings_.size())};
    return std::string(reinterpret_cast<const char*>(header), sizeof header) + types_ + strings_;
  }

 private:
  void Word(uint32_t word) { types_.append(reinterpret_cast<const char*>(&word), 4); }
  uint32_t next_;
  uint32_t first_string_;
  std::string types_, strings_;
};

class SplitBtfTest : public ::testing::Test {
 protected:
  // struct device_state { struct list_head list; int ready; }, another struct list_head, an enumeration,
  // int start_device(struct device_state *).
  std::string Module() {
    const std::string bytes = SampleBytes();
    auto base = RawBtf::Parse(bytes);
    uint32_t strings = 0;
    std::memcpy(&strings, bytes.data() + 20, sizeof strings);
    Builder builder(&*base, strings);
    const uint32_t list = base->Find("list_head", KindBit(BTF_KIND_STRUCT));
    const uint32_t number = base->Find("int", KindBit(BTF_KIND_INT));
    EXPECT_NE(list, 0U);
    EXPECT_NE(number, 0U);
    const uint32_t link = builder.Name("list"), ready = builder.Name("ready");
    const uint32_t state =
        builder.Type(BTF_KIND_STRUCT, "device_state", 2, 24, {link, list, 0, ready, number, 128});
    builder.Type(BTF_KIND_STRUCT, "list_head", 1, 4, {ready, number, 0});
    builder.Type(BTF_KIND_ENUM, "device_mode", 1, 4, {builder.Name("MODE_OF_DEVICE"), 7});
    const uint32_t pointer = builder.Type(BTF_KIND_PTR, "", 0, state, {});
    const uint32_t prototype =
        builder.Type(BTF_KIND_FUNC_PROTO, "", 1, number, {builder.Name("state"), pointer});
    builder.Type(BTF_KIND_FUNC, "start_device", 0, prototype, {});
    return builder.Bytes();
  }
  std::unique_ptr<Btf> base_ = std::move(*Btf::FromBytes(SampleBytes()));
};

TEST_F(SplitBtfTest, ReachesIntoItsBase) {
  auto module = Btf::FromBytes(Module(), base_.get());
  ASSERT_TRUE(module.ok()) << module.error().Text();
  const TypePtr state = (*module)->FindType("struct device_state");
  ASSERT_NE(state, nullptr);
  EXPECT_EQ(DefinitionsOf(*state), module->get());
  const auto list = DefinitionsOf(*state)->FindField(*state, "list");
  ASSERT_TRUE(list);
  EXPECT_EQ(DefinitionsOf(*list->type), base_.get());
  EXPECT_TRUE(Same(*list->type, *base_->FindType("struct list_head")));
  EXPECT_EQ(DefinitionsOf(*state)->FindField(*state, "ready")->byte_offset, 16U);
  EXPECT_EQ((*module)->FindEnumerator("MODE_OF_DEVICE")->value, 7);
  const auto start = (*module)->FindFunction("start_device");
  ASSERT_TRUE(start);
  EXPECT_EQ(start->parameters.at(0).name, "state");
  EXPECT_EQ(start->parameters[0].c_type, "struct device_state *");
  EXPECT_EQ((*module)->FindType("struct task_struct"), nullptr) << "only the module's own types";
}

TEST_F(SplitBtfTest, ATypeThatTheKernelHasTooIsNotRelocated) {
  auto module = Btf::FromBytes(Module(), base_.get());
  const TypePtr other = (*module)->FindType("struct list_head");
  EXPECT_EQ(other->size, 4U);
  EXPECT_FALSE(IsRelocatable(*other));
  EXPECT_TRUE(IsRelocatable(*(*module)->FindType("struct device_state")));
  EXPECT_TRUE(IsRelocatable(*base_->FindType("struct list_head")));
}

TEST_F(SplitBtfTest, ModulesAreSearchedAfterTheKernel) {
  const std::string directory = testing::TempDir() + "/btf-" + std::to_string(getpid());
  std::filesystem::create_directory(directory);
  std::ofstream(directory + "/device", std::ios::binary) << Module();
  std::ofstream(directory + "/broken", std::ios::binary) << Module().substr(0, 60);
  const auto kernel = Btf::WithModules(std::move(base_), directory);
  EXPECT_EQ(kernel->FindType("struct list_head")->size, 16U);
  EXPECT_EQ(kernel->FindType("struct device_state")->size, 24U);
  EXPECT_TRUE(kernel->FindFunction("start_device"));
  EXPECT_TRUE(kernel->FindEnumerator("MODE_OF_DEVICE"));
  EXPECT_EQ(kernel->FindType("struct nothing"), nullptr);
  ASSERT_NE(kernel->Module("device"), nullptr);
  EXPECT_EQ(kernel->Module("device")->FindType("struct list_head")->size, 4U);
  EXPECT_EQ(kernel->Module("broken"), nullptr);
  EXPECT_EQ(kernel->Module("nothing"), nullptr);
  EXPECT_EQ(kernel->Module("../vmlinux"), nullptr);
  std::filesystem::remove_all(directory);
}

TEST_F(SplitBtfTest, VariablesKnowWhetherEachCpuHasOne) {
  Builder builder(nullptr, 0);
  const uint32_t number = builder.Type(BTF_KIND_INT, "int", 0, 4, {0x01000020});
  const uint32_t hits = builder.Type(BTF_KIND_VAR, "hits", 0, number, {1});
  const uint32_t runs = builder.Type(BTF_KIND_VAR, "runs", 0, number, {1});
  builder.Type(BTF_KIND_DATASEC, ".data", 1, 4, {hits, 64, 4});
  builder.Type(BTF_KIND_DATASEC, ".data..percpu", 1, 4, {runs, 4096, 4});
  auto btf = Btf::FromBytes(builder.Bytes());
  ASSERT_TRUE(btf.ok()) << btf.error().Text();
  EXPECT_FALSE((*btf)->FindVariable("hits")->per_cpu);
  const auto found = (*btf)->FindVariable("runs");
  EXPECT_TRUE(found->per_cpu);
  EXPECT_EQ(found->offset, 4096U);
  EXPECT_EQ(Spell(*found->type), "int32");
  EXPECT_FALSE((*btf)->FindVariable("int"));
}

TEST_F(SplitBtfTest, ANameOfTwoLayoutsIsNotRelocated) {
  Builder builder(nullptr, 0);
  const uint32_t number = builder.Type(BTF_KIND_INT, "int", 0, 4, {0x01000020});
  const uint32_t stage = builder.Name("stage"), rest = builder.Name("rest");
  for (const uint32_t offset : {0U, 32U})
    builder.Type(BTF_KIND_STRUCT, "control", 1, 8, {stage, number, offset});
  for (int i = 0; i < 2; ++i)
    builder.Type(BTF_KIND_STRUCT, "same", 2, 8, {stage, number, 0, rest, number, 32});
  auto btf = Btf::FromBytes(builder.Bytes());
  ASSERT_TRUE(btf.ok()) << btf.error().Text();
  EXPECT_FALSE(IsRelocatable(*(*btf)->FindType("struct control")));
  EXPECT_TRUE(IsRelocatable(*(*btf)->FindType("struct same")));
}

TEST(BtfFile, SaysWhatIsWrong) {
  const auto why = [](const std::string& path) {
    const auto btf = Btf::LoadFile(path);
    return btf.ok() ? "" : btf.error().Text();
  };
  EXPECT_THAT(why("/proc/self/exe"), HasSubstr("no section .BTF"));
  EXPECT_THAT(why("/nonexistent"), HasSubstr("No such file"));
  EXPECT_THAT(why("/proc/version"), HasSubstr("not BTF"));
  const std::string path = testing::TempDir() + "/foreign-" + std::to_string(getpid());
  std::string foreign = SampleBytes();
  std::swap(foreign[0], foreign[1]);
  std::ofstream(path, std::ios::binary) << foreign;
  EXPECT_THAT(why(path), HasSubstr("byte order of another machine"));
  std::ofstream(path, std::ios::binary) << SampleBytes().substr(0, 2000);
  EXPECT_THAT(why(path), HasSubstr("past the end"));
  std::ofstream(path, std::ios::binary) << "\x7f"
                                           "ELF and no more";
  EXPECT_THAT(why(path), HasSubstr("damaged"));
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace sonde
