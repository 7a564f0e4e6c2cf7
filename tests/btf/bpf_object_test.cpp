// Checks of BPF objects: what compilers write passes, and what names something that is not there does not.
#include <elf.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>

#include "btf/bpf_elf.h"
#include "btf/btf_check.h"
#include "support/test_dir.h"

namespace sonde {
namespace {

std::string Sample() {
  std::ifstream file(SONDE_TEST_DIR "/support/objects/functions.bpf.o", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Where a section's bytes or header lie in the sample.
size_t OffsetOf(const std::string& section) {
  const std::string bytes = Sample();
  return ReadBpfElf(bytes)->Find(section)->offset;
}
size_t HeaderOf(const std::string& section) {
  const std::string bytes = Sample();
  return ReadBpfElf(bytes)->Find(section)->header_offset;
}

template <typename T>
std::string With(size_t at, T value) {
  std::string bytes = Sample();
  std::memcpy(bytes.data() + at, &value, sizeof(value));
  return bytes;
}

TEST(BpfObjectCheck, AcceptsWhatClangWrites) {
  const Status status = CheckBpfObject(Sample());
  EXPECT_TRUE(status.ok()) << status.error().Text();
  const std::string bytes = Sample();
  const auto elf = ReadBpfElf(bytes);
  ASSERT_TRUE(elf.ok());
  ASSERT_NE(elf->Find(".text"), nullptr);
  EXPECT_EQ(elf->Find("no such"), nullptr);
  EXPECT_TRUE(std::any_of(elf->symbols.begin(), elf->symbols.end(), [&](const BpfSymbol& symbol) {
    return symbol.name == "add" && symbol.kind == STT_FUNC &&
           symbol.section == elf->IndexOf(*elf->Find(".text"));
  }));
}

TEST(BpfObjectCheck, SectionsLieInTheFile) {
  const auto refused = [](const std::string& bytes) { return !ReadBpfElf(bytes).ok(); };
  EXPECT_TRUE(refused(""));
  EXPECT_TRUE(refused(With<uint16_t>(offsetof(Elf64_Ehdr, e_machine), EM_X86_64)));
  EXPECT_TRUE(refused(With<uint64_t>(offsetof(Elf64_Ehdr, e_shoff), UINT64_MAX - 7)));
  EXPECT_TRUE(refused(With<uint16_t>(offsetof(Elf64_Ehdr, e_shnum), 0xfff0)));
  EXPECT_TRUE(refused(With<uint16_t>(offsetof(Elf64_Ehdr, e_shstrndx), 0xfff0)));
  EXPECT_TRUE(refused(With<uint64_t>(HeaderOf(".BTF") + offsetof(Elf64_Shdr, sh_offset), UINT64_MAX)));
  EXPECT_TRUE(refused(With<uint64_t>(HeaderOf(".BTF") + offsetof(Elf64_Shdr, sh_size), 1 << 30)));
  EXPECT_TRUE(refused(With<uint64_t>(HeaderOf(".text") + offsetof(Elf64_Shdr, sh_size), 12)));
  EXPECT_TRUE(refused(With<uint32_t>(HeaderOf(".symtab") + offsetof(Elf64_Shdr, sh_link), 0)));
  EXPECT_TRUE(refused(With<uint64_t>(HeaderOf(".symtab") + offsetof(Elf64_Shdr, sh_entsize), 0)));
  EXPECT_TRUE(refused(With<uint32_t>(OffsetOf(".symtab") + 24 + offsetof(Elf64_Sym, st_name), 1 << 30)));
  EXPECT_TRUE(refused(With<uint16_t>(OffsetOf(".symtab") + 24 + offsetof(Elf64_Sym, st_shndx), 200)));
  EXPECT_TRUE(refused(With<uint64_t>(OffsetOf(".symtab") + 24 + offsetof(Elf64_Sym, st_value), UINT64_MAX)));
  constexpr size_t kTextSize = 0xf0;                                             // of the sample
  EXPECT_TRUE(refused(With<uint8_t>(OffsetOf(".text") + kTextSize - 8, 0x18)));  // half of two instructions
}

TEST(BpfObjectCheck, RelocationsHaveSymbolsAndPlaces) {
  const size_t at = OffsetOf(".rel.BTF.ext");
  EXPECT_FALSE(ReadBpfElf(With<uint64_t>(at + offsetof(Elf64_Rel, r_offset), 1 << 20)).ok());
  EXPECT_FALSE(ReadBpfElf(With<uint32_t>(at + offsetof(Elf64_Rel, r_info) + 4, 1 << 20)).ok());
  EXPECT_FALSE(
      ReadBpfElf(With<uint32_t>(HeaderOf(".rel.BTF.ext") + offsetof(Elf64_Shdr, sh_info), 999)).ok());
}

TEST(BpfObjectCheck, ExtRecordsAreOfWhatExists) {
  constexpr size_t kHeader = 32;
  const size_t at = OffsetOf(".BTF.ext");
  const auto refused = [](const std::string& bytes) { return !CheckBpfObject(bytes).ok(); };
  EXPECT_TRUE(refused(With<uint16_t>(at, 0)));
  EXPECT_TRUE(refused(With<uint32_t>(at + 4, 1 << 30)));               // header length
  EXPECT_TRUE(refused(With<uint32_t>(at + 8, 1 << 30)));               // offset of functions
  EXPECT_TRUE(refused(With<uint32_t>(at + 12, UINT32_MAX)));           // and their size
  EXPECT_TRUE(refused(With<uint32_t>(at + kHeader, 0)));               // record size
  EXPECT_TRUE(refused(With<uint32_t>(at + kHeader + 4, 1 << 30)));     // section name
  EXPECT_TRUE(refused(With<uint32_t>(at + kHeader + 8, UINT32_MAX)));  // records
  EXPECT_TRUE(refused(With<uint32_t>(at + kHeader + 12, 4)));          // instruction
  EXPECT_TRUE(refused(With<uint32_t>(at + kHeader + 16, 1)));          // type of the function
}

// BTF from words of types and strings.
std::string Types(const std::vector<uint32_t>& words) {
  const std::string strings("\0name\0", 6);
  const auto size = static_cast<uint32_t>(words.size() * 4);
  const uint32_t header[6] = {0x0001eb9f, 24, 0, size, size, static_cast<uint32_t>(strings.size())};
  std::string bytes(reinterpret_cast<const char*>(header), sizeof(header));
  bytes.append(reinterpret_cast<const char*>(words.data()), size);
  return bytes + strings;
}

bool Sound(const std::vector<uint32_t>& words) {
  const std::string bytes = Types(words);
  const auto btf = RawBtf::Parse(bytes);
  return btf.ok() && CheckBtf(*btf).ok();
}

uint32_t Info(uint32_t kind, uint32_t count = 0) {
  return kind << 24 | count;
}

TEST(BtfCheck, ReferencesExist) {
  const std::vector<uint32_t> integer = {1, Info(BTF_KIND_INT), 4, 32};
  EXPECT_TRUE(Sound(integer));
  EXPECT_FALSE(Sound({99, Info(BTF_KIND_INT), 4, 32}));  // a name outside
  EXPECT_FALSE(Sound({1, Info(BTF_KIND_INT), 3, 32}));   // an odd size
  EXPECT_TRUE(Sound({0, Info(BTF_KIND_PTR), 1}));        // to itself
  EXPECT_FALSE(Sound({0, Info(BTF_KIND_PTR), 2}));       // to nothing
  EXPECT_FALSE(Sound({1, Info(BTF_KIND_FUNC), 1}));      // no prototype
  EXPECT_TRUE(Sound({0, Info(BTF_KIND_FUNC_PROTO), 0, 1, Info(BTF_KIND_FUNC), 1}));
  EXPECT_FALSE(Sound({0, Info(BTF_KIND_FUNC_PROTO, 1), 0, 0, 7}));  // a parameter of no type
  EXPECT_FALSE(Sound({1, Info(BTF_KIND_DATASEC, 1), 4, 1, 0, 4}));  // itself as a variable
  EXPECT_FALSE(Sound({1, Info(BTF_KIND_STRUCT, 1), 8, 1, 5, 0}));
  EXPECT_FALSE(Sound({1, Info(BTF_KIND_STRUCT, 1), 8, 99, 0, 0}));
}

TEST(BtfCheck, NoTypeContainsItself) {
  EXPECT_FALSE(Sound({1, Info(BTF_KIND_TYPEDEF), 1}));
  EXPECT_FALSE(Sound({1, Info(BTF_KIND_TYPEDEF), 2, 0, Info(BTF_KIND_CONST), 1}));
  EXPECT_FALSE(Sound({0, Info(BTF_KIND_ARRAY), 0, 1, 1, 4}));
  EXPECT_FALSE(Sound({1, Info(BTF_KIND_STRUCT, 1), 8, 1, 1, 0}));
  // Many ways to a cycle, and many ways through what has none.
  std::vector<uint32_t> wide = {1, Info(BTF_KIND_STRUCT, 64), 8};
  for (int i = 0; i < 64; ++i)
    wide.insert(wide.end(), {1, 1, 0});
  EXPECT_FALSE(Sound(wide));
  std::vector<uint32_t> layers;
  for (uint32_t layer = 1; layer <= 40; ++layer) {
    layers.insert(layers.end(), {1, Info(BTF_KIND_STRUCT, 3), 8});
    for (int i = 0; i < 3; ++i)
      layers.insert(layers.end(), {1, layer == 40 ? 0 : layer + 1, 0});
  }
  EXPECT_TRUE(Sound(layers));
}

TEST(BpfObjectCheck, DamageIsRefusedOrHarmless) {
  const std::string sample = Sample();
  std::mt19937 random(3);
  int refused = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string damaged = sample;
    for (unsigned i = 0; i <= random() % 4; ++i)
      damaged[random() % damaged.size()] = static_cast<char>(random());
    refused += CheckBpfObject(damaged).ok() ? 0 : 1;
  }
  EXPECT_GT(refused, 500);
}

}  // namespace
}  // namespace sonde
