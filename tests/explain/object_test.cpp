// Tests of reading objects: of tests/support/objects/functions.bpf.c, which clang compiled.
#include "explain/object.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>

#include "explain/disassembly.h"
#include "support/test_dir.h"

namespace sonde::explain {
namespace {

std::string Sample() {
  std::ifstream file(SONDE_TEST_DIR "/support/objects/functions.bpf.o", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(ObjectTest, FunctionsInTheirOrder) {
  const auto functions = ReadFunctions(Sample());
  ASSERT_TRUE(functions) << functions.error().Text();
  std::vector<std::string> names;
  for (const Function& function : *functions)
    names.push_back(function.name);
  EXPECT_EQ(names, (std::vector<std::string>{"add", "wide", "length", "look", "note", "element", "by_value",
                                             "uses_hidden", "hidden"}));
}

TEST(ObjectTest, InstructionsAndTheirPlaces) {
  const auto functions = ReadFunctions(Sample());
  ASSERT_TRUE(functions);
  const Function& add = functions->at(0);
  EXPECT_EQ(add.section, ".text");
  ASSERT_EQ(add.steps.size(), 3u);
  EXPECT_EQ(Disassemble(add.steps[1].instruction), "w0 += w2");
  EXPECT_EQ(add.steps[1].instruction.index, 1u);
  EXPECT_TRUE(add.steps[1].place.file.ends_with("functions.bpf.c")) << add.steps[1].place.file;
  EXPECT_EQ(add.steps[1].place.line, 11u);
  EXPECT_EQ(add.steps[1].place.column, 15u);
  const Function& wide = functions->at(1);
  EXPECT_EQ(wide.steps[0].instruction.index, 0u);  // in its function
  EXPECT_EQ(wide.steps[0].place.line, 14u);
}

TEST(ObjectTest, WhatIsNoObject) {
  EXPECT_FALSE(ReadFunctions(""));
  EXPECT_FALSE(
      ReadFunctions("\x7f"
                    "ELF"));
  EXPECT_FALSE(ReadFunctions(Sample().substr(0, 500)));
}

// Damaged ones are refused or read; nothing else.
TEST(ObjectTest, DamagedObjects) {
  std::mt19937 random(7);
  const std::string sample = Sample();
  for (int round = 0; round < 2000; ++round) {
    std::string bytes = sample;
    for (int i = 0; i < 3; ++i)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    if (const auto functions = ReadFunctions(bytes)) EXPECT_LE(functions->size(), 11u);
  }
}

}  // namespace
}  // namespace sonde::explain
