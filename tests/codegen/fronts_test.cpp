// Tests of src/codegen/fronts and key_parts: how keys are taken apart, and which maps have a front.
#include "codegen/key_parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "build.h"

namespace sonde::test {
namespace {

using codegen::FrontPlaces;
using codegen::KeyPart;
using codegen::PartsOfKey;

std::string Spell(const TypePtr& type, uint32_t more = 0) {
  std::string text;
  for (const KeyPart& part : PartsOfKey(*type, type->size + more)) {
    constexpr const char* kNames[] = {"plain", "text", "stack"};
    text += std::string(kNames[static_cast<size_t>(part.kind)]) + " " + std::to_string(part.offset) + "+" +
            std::to_string(part.bytes) + "; ";
  }
  return text;
}

TEST(Fronts, PartsCoverTheKey) {
  EXPECT_EQ(Spell(IntegerType(4, false)), "plain 0+4; ");
  EXPECT_EQ(Spell(IntegerType(4, false), 12), "plain 0+16; ");  // with a generation
  EXPECT_EQ(Spell(StringType(16)), "plain 0+16; ");
  EXPECT_EQ(Spell(StringType(33)), "text 0+32; plain 32+1; ");
  EXPECT_EQ(Spell(StringType(8)), "plain 0+8; ");
  EXPECT_EQ(Spell(CharactersType(16)), "plain 0+16; ");  // what is behind a NUL counts
  EXPECT_EQ(Spell(StackType(false, 3, StackMode::Default)), "plain 0+8; stack 8+24; ");
  EXPECT_EQ(Spell(StackType(true, 2, StackMode::Default)), "plain 0+16; stack 16+16; ");
  EXPECT_EQ(
      Spell(TupleType({StringType(16), IntegerType(4, false), StackType(false, 1, StackMode::Default)})),
      "plain 0+32; stack 32+8; ");
}

TEST(Fronts, LargeKeysAndValuesHaveNone) {
  const auto places = [](const TypePtr& key, uint32_t value) {
    return FrontPlaces(PartsOfKey(*key, key->size), key->size, value);
  };
  EXPECT_EQ(places(IntegerType(8, false), 8), 128U);
  EXPECT_EQ(places(StackType(false, 127, StackMode::Default), 8), 32U);
  EXPECT_EQ(places(CharactersType(64), 8), 128U);
  EXPECT_EQ(places(CharactersType(72), 8), 0U);
  EXPECT_EQ(places(IntegerType(8, false), 8 * 1000), 0U);
}

typed::Program Counting(const TypePtr& key, typed::ExprPtr value) {
  typed::Program program;
  const uint32_t map = AddMap(program, "@n", key, AggregateType(Aggregation::Count, false));
  auto& probe = AddProbe(program, ProbeKind::Begin, "begin");
  auto count = MakeStmt<typed::Aggregate>();
  count->map = map;
  count->key = std::move(value);
  probe.body.statements.push_back(std::move(count));
  return program;
}

TEST(Fronts, AreMadeForMapsThatAreOnlyAddedTo) {
  typed::Program program = Counting(IntegerType(8, true), Number(3));
  EXPECT_EQ(CompileOrFail(program).metadata.maps[0].beside.front_places, 128U);
  program.maps[0].lru = true;
  EXPECT_EQ(CompileOrFail(program).metadata.maps[0].beside.front_places, 0U);
  program.maps[0].lru = false;
  program.maps[0].value = AggregateType(Aggregation::Max, false);
  static_cast<typed::Aggregate&>(*program.probes[0].body.statements[0]).operand = Number(1);
  EXPECT_EQ(CompileOrFail(program).metadata.maps[0].beside.front_places, 0U);
}

// The verifier keeps so many branches to try later and no more.
TEST(Fronts, ManyStacksAsKeysLoad) {
  if (!CanLoad()) GTEST_SKIP() << "this process may not load BPF programs";
  const TypePtr stack = StackType(false, 127, StackMode::Default);
  typed::Program program =
      Counting(stack, std::make_unique<typed::Apply>(FunctionId::Kstack, stack, SourceRange{0, 1}));
  program.probes[0].target.spec.kind = ProbeKind::Profile;
  for (int i = 0; i < 40; ++i) {
    auto count = MakeStmt<typed::Aggregate>();
    count->key = std::make_unique<typed::Apply>(FunctionId::Kstack, stack, SourceRange{0, 1});
    program.probes[0].body.statements.push_back(std::move(count));
  }
  EXPECT_EQ(Load(CompileOrFail(program)), "");
}

TEST(Fronts, LoadForKeysOfAllKinds) {
  if (!CanLoad()) GTEST_SKIP() << "this process may not load BPF programs";
  EXPECT_EQ(Load(CompileOrFail(Counting(IntegerType(8, true), Number(3)))), "");
  EXPECT_EQ(Load(CompileOrFail(Counting(StringType(16), Comm()))), "");
}

}  // namespace
}  // namespace sonde::test
