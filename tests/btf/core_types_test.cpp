// Tests of the types for relocations: what is copied, how it is laid out, and what is left to libbpf.
#include "btf/core_types.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>

#include "btf/btf_bytes.h"
#include "btf/btf_check.h"

namespace sonde {
namespace {

using testing::UnorderedElementsAre;

constexpr BtfKinds kStruct = KindBit(BTF_KIND_STRUCT);

std::string Object(const std::string& name) {
  std::ifstream file(SONDE_BTF_SAMPLES "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// With the bytes that it looks into.
struct Opened {
  explicit Opened(std::string text) : bytes(std::move(text)), btf(RawBtf::Parse(bytes)) {}
  std::string bytes;
  Result<RawBtf> btf;
};

class CoreTypesTest : public testing::Test {
 protected:
  void SetUp() override {
    auto file = BtfBytes::Read(SONDE_BTF_SAMPLES "/kernel_sample.o");
    ASSERT_TRUE(file.ok());
    kernel_ = std::make_unique<Opened>(std::string((*file)->view()));
    ASSERT_TRUE(kernel_->btf.ok());
  }
  [[nodiscard]] RawBtf& kernel() const { return *kernel_->btf; }
  [[nodiscard]] std::string Types(const std::string& object) const {
    return TypesOf(Object(object), kernel());
  }
  static std::string TypesOf(std::string_view elf, const RawBtf& kernel) {
    return TypesForRelocations(elf, [&] { return &kernel; });
  }

 private:
  std::unique_ptr<Opened> kernel_;
};

// Name and place in bits of the members; those of nameless parts in braces.
std::string Layout(const RawBtf& btf, uint32_t id) {
  std::string text;
  const btf_type& type = btf.Get(id);
  for (uint32_t i = 0; i < btf_vlen(&type); ++i) {
    const btf_member& member = btf_members(&type)[i];
    const std::string name(btf.Name(member.name_off));
    text += (name.empty() ? "{ " + Layout(btf, member.type) + "}" : name) + "@" +
            std::to_string(btf_member_bit_offset(&type, i)) + " ";
  }
  return text;
}

TEST_F(CoreTypesTest, HasWhatIsNamedWhereTheKernelHasIt) {
  Opened copy(Types("relocations.bpf.o"));
  ASSERT_TRUE(copy.btf.ok()) << copy.btf.error().Text();
  EXPECT_TRUE(CheckBtf(*copy.btf).ok());
  const uint32_t outer = copy.btf->Find("outer", kStruct);
  ASSERT_NE(outer, 0U);
  EXPECT_EQ(copy.btf->Get(outer).size, kernel().Get(kernel().Find("outer", kStruct)).size);
  EXPECT_EQ(Layout(*copy.btf, outer), "next@64 bits@133 { { in_union@0 }@0 }@192 parts@320 ");
  EXPECT_EQ(btf_member_bitfield_size(&copy.btf->Get(outer), 1), 3U);
  const uint32_t inner = copy.btf->Find("inner", kStruct);
  EXPECT_EQ(Layout(*copy.btf, inner), "second@32 ");
  EXPECT_EQ(copy.btf->Get(inner).size, 12U);
  EXPECT_EQ(copy.btf->Find("stranger", kStruct), 0U);
}

TEST_F(CoreTypesTest, KeepsWhatLiesBetween) {
  Opened copy(Types("relocations.bpf.o"));
  const RawBtf& btf = *copy.btf;
  const btf_type& outer = btf.Get(copy.btf->Find("outer", kStruct));
  const btf_type& array = btf.Get(btf_members(&outer)[3].type);
  ASSERT_TRUE(btf_is_array(&array));
  EXPECT_EQ(btf_array(&array)->nelems, 4U);
  const btf_type& element = btf.Get(btf_array(&array)->type);
  ASSERT_TRUE(btf_is_volatile(&element));
  EXPECT_EQ(btf.NameOf(element.type), "inner");
  const btf_type& second = btf.Get(btf_members(&btf.Get(element.type))[0].type);
  EXPECT_EQ(btf.Name(second.name_off), "fixed");
  ASSERT_TRUE(btf_is_const(&btf.Get(second.type)));
  const btf_type& next = btf.Get(btf_members(&outer)[0].type);
  ASSERT_TRUE(btf_is_ptr(&next));
  EXPECT_EQ(next.type, 0U);
}

TEST_F(CoreTypesTest, HasEnumerationsWhole) {
  Opened copy(Types("relocations.bpf.o"));
  const uint32_t color = copy.btf->Find("color", KindBit(BTF_KIND_ENUM));
  ASSERT_NE(color, 0U);
  const btf_type& type = copy.btf->Get(color);
  std::map<std::string, int64_t> enumerators;
  for (uint32_t i = 0; i < btf_vlen(&type); ++i)
    enumerators.emplace(copy.btf->Name(EnumeratorName(type, i)), EnumeratorValue(type, i));
  EXPECT_THAT(enumerators,
              UnorderedElementsAre(std::pair("RED", 0), std::pair("GREEN", 9), std::pair("BLUE", 10)));
}

TEST_F(CoreTypesTest, LeavesToTheWholeWhatNeedsIt) {
  EXPECT_EQ(Types("missing.bpf.o"), "");  // a module may have the type
  EXPECT_EQ(Types("numbers.bpf.o"), "");  // the numbers of types are the kernel's
}

// Reading the kernel's types is most of the work.
TEST_F(CoreTypesTest, AsksForTheKernelOnlyWhereItCanAnswer) {
  int asked = 0;
  const auto none = [&]() -> const RawBtf* { return ++asked, nullptr; };
  EXPECT_EQ(TypesForRelocations(Object("numbers.bpf.o"), none), "");
  EXPECT_EQ(TypesForRelocations(Object("kernel_sample.o"), none), "");
  EXPECT_EQ(asked, 0);
  EXPECT_EQ(TypesForRelocations(Object("relocations.bpf.o"), none), "");
  EXPECT_EQ(asked, 1);
}

TEST_F(CoreTypesTest, BytesThatAreNoObject) {
  EXPECT_EQ(TypesOf("", kernel()), "");
  const std::string object = Object("relocations.bpf.o");
  for (size_t size = 1; size < object.size(); size += 7)
    TypesOf(object.substr(0, size), kernel());
  for (size_t at = 0; at < object.size(); ++at) {
    std::string damaged = object;
    damaged[at] = static_cast<char>(damaged[at] ^ 0xff);
    const std::string types = TypesOf(damaged, kernel());
    if (types.empty()) continue;
    const Opened copy(types);
    EXPECT_TRUE(copy.btf.ok() && CheckBtf(*copy.btf).ok()) << "byte " << at;
  }
}

TEST_F(CoreTypesTest, AKernelThatContradictsItself) {
  const std::string object = Object("relocations.bpf.o");
  auto file = BtfBytes::Read(SONDE_BTF_SAMPLES "/kernel_sample.o");
  const std::string whole((*file)->view());
  for (size_t at = sizeof(btf_header); at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] + 1);
    const auto kernel = RawBtf::Parse(damaged);
    if (!kernel) continue;
    const std::string types = TypesOf(object, *kernel);
    if (types.empty()) continue;
    const Opened copy(types);
    EXPECT_TRUE(copy.btf.ok()) << "byte " << at;
  }
}

}  // namespace
}  // namespace sonde
