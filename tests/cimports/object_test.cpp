// Functions of objects, and linking: tests/support/objects/functions.bpf.o, whole and damaged.
#include "cimports/object.h"
#include "support/test_dir.h"

#include <gelf.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace sonde {
namespace {

std::string Sample() {
  std::ifstream file(SONDE_TEST_DIR "/support/objects/functions.bpf.o", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const ImportedFunction* Find(const BpfObject& object, const std::string& name) {
  for (const auto& function : object.functions) {
    if (function.name == name) return &function;
  }
  return nullptr;
}

std::string Prototype(const ImportedFunction& function) {
  std::string text = Spell(*function.type->element) + " " + function.name + "(";
  for (size_t i = 0; i < function.parameters.size(); ++i)
    text += (i == 0 ? "" : ", ") + Spell(*function.type->parameters[i]) + " " + function.parameters[i];
  return text + ")";
}

// Global functions with hidden visibility.
size_t CountHidden(std::string elf) {
  size_t count = 0;
  elf_version(EV_CURRENT);
  Elf* reader = elf_memory(elf.data(), elf.size());
  GElf_Shdr header;
  for (Elf_Scn* section = nullptr; (section = elf_nextscn(reader, section)) != nullptr;) {
    if (gelf_getshdr(section, &header) == nullptr || header.sh_type != SHT_SYMTAB) continue;
    Elf_Data* data = elf_getdata(section, nullptr);
    GElf_Sym symbol;
    for (int i = 0; gelf_getsym(data, i, &symbol) != nullptr; ++i) {
      count += GELF_ST_TYPE(symbol.st_info) == STT_FUNC && GELF_ST_BIND(symbol.st_info) == STB_GLOBAL &&
               GELF_ST_VISIBILITY(symbol.st_other) == STV_HIDDEN;
    }
  }
  elf_end(reader);
  return count;
}

TEST(BpfObject, HasTheGlobalFunctionsOfC) {
  const auto object = ReadBpfObject("x.bpf.o", Sample());
  ASSERT_TRUE(object.ok()) << object.error().Text();
  ASSERT_NE(Find(*object, "add"), nullptr);
  EXPECT_EQ(Prototype(*Find(*object, "add")), "int add(int left, unsigned char right)");
  EXPECT_EQ(Prototype(*Find(*object, "wide")), "unsigned long wide(unsigned long value, _Bool negate)");
  EXPECT_EQ(Prototype(*Find(*object, "length")), "int length(char * text)");
  EXPECT_EQ(Prototype(*Find(*object, "note")), "void note(struct pair * pair, enum color color)");
  EXPECT_EQ(Find(*object, "hidden"), nullptr);
}

TEST(BpfObject, DamageIsAnErrorOrHarmless) {
  const std::string sample = Sample();
  for (size_t size = 0; size < sample.size(); size += 7)
    EXPECT_FALSE(ReadBpfObject("x", sample.substr(0, size)).ok()) << size;
  for (size_t at = 0; at < sample.size(); ++at) {
    std::string damaged = sample;
    damaged[at] = static_cast<char>(~damaged[at]);
    const auto object = ReadBpfObject("x", damaged);
    EXPECT_TRUE(object.ok() || !object.error().Text().empty()) << at;
  }
}

TEST(LinkBpfObjects, JoinsAndHidesFunctions) {
  const auto object = ReadBpfObject("x.bpf.o", Sample());
  ASSERT_TRUE(object.ok());
  const auto linked = LinkBpfObjects(Sample(), {});
  ASSERT_TRUE(linked.ok()) << linked.error().Text();
  const auto again = ReadBpfObject("linked", *linked);
  ASSERT_TRUE(again.ok()) << again.error().Text();
  EXPECT_EQ(again->functions.size(), object->functions.size());
  EXPECT_EQ(CountHidden(Sample()), 0U);
  EXPECT_EQ(CountHidden(*linked), object->functions.size());
}

TEST(LinkBpfObjects, SaysWhatDoesNotGoTogether) {
  auto object = ReadBpfObject("twice.bpf.o", Sample());
  ASSERT_TRUE(object.ok());
  const auto linked = LinkBpfObjects(Sample(), {*object});
  ASSERT_FALSE(linked.ok());
  EXPECT_NE(linked.error().Text().find("linking twice.bpf.o"), std::string::npos) << linked.error().Text();
}

}  // namespace
}  // namespace sonde
