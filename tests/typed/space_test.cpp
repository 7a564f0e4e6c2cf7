// Tests of src/typed/space: which programs read memory of the traced program, and where.
#include "typed/space.h"

#include <gtest/gtest.h>

namespace sonde::test {
namespace {

using typed::ExprPtr;

constexpr SourceRange kRange{0, 1};

ExprPtr Pointer(AddressSpace space) {
  auto argument = std::make_unique<typed::Builtin>(PointerType(IntegerType(8, false), space), kRange);
  argument->id = BuiltinId::Arg;
  return argument;
}

// *pointer
ExprPtr Read(AddressSpace space) {
  auto read = std::make_unique<typed::Dereference>(IntegerType(8, false), kRange);
  read->operand = Pointer(space);
  return read;
}

// str(pointer)
ExprPtr Text(AddressSpace space) {
  auto text = std::make_unique<typed::Apply>(FunctionId::Str, StringType(64), kRange);
  text->space = space;
  text->args.push_back(Pointer(space));
  return text;
}

typed::StmtPtr Evaluate(ExprPtr expr) {
  auto stmt = std::make_unique<typed::Evaluate>(kRange);
  stmt->expr = std::move(expr);
  return stmt;
}

typed::StmtPtr InLoopOverMap(typed::StmtPtr body) {
  auto loop = std::make_unique<typed::ForMap>(kRange);
  loop->body.statements.push_back(std::move(body));
  return loop;
}

typed::StmtPtr If(typed::StmtPtr then) {
  auto stmt = std::make_unique<typed::If>(kRange);
  stmt->condition = std::make_unique<typed::Integer>(BoolType(), kRange);
  stmt->then.statements.push_back(std::move(then));
  return stmt;
}

typed::Probe ProbeOf(typed::StmtPtr stmt) {
  typed::Probe probe;
  probe.body.statements.push_back(std::move(stmt));
  return probe;
}

TEST(Space, ExpressionsThatReadUserMemory) {
  EXPECT_TRUE(typed::ReadsUserMemory(*Read(AddressSpace::User)));
  EXPECT_TRUE(typed::ReadsUserMemory(*Text(AddressSpace::User)));
  EXPECT_FALSE(typed::ReadsUserMemory(*Read(AddressSpace::Kernel)));
  EXPECT_FALSE(typed::ReadsUserMemory(*Text(AddressSpace::Kernel)));
  EXPECT_FALSE(typed::ReadsUserMemory(*Pointer(AddressSpace::User)));
}

TEST(Space, AnywhereInAProbe) {
  EXPECT_TRUE(typed::ReadsUserMemory(ProbeOf(Evaluate(Read(AddressSpace::User)))));
  EXPECT_TRUE(typed::ReadsUserMemory(ProbeOf(If(Evaluate(Text(AddressSpace::User))))));
  EXPECT_FALSE(typed::ReadsUserMemory(ProbeOf(If(Evaluate(Text(AddressSpace::Kernel))))));
  typed::Probe predicate;
  predicate.predicate = Read(AddressSpace::User);
  EXPECT_TRUE(typed::ReadsUserMemory(predicate));
}

TEST(Space, AnArgumentInMemory) {
  typed::Probe probe;
  typed::Fetch& fetch = probe.fetched.emplace_back();
  fetch.from.resize(2);
  EXPECT_FALSE(typed::ReadsUserMemory(probe));
  fetch.from[1].kind = Operand::Kind::Memory;
  EXPECT_TRUE(typed::ReadsUserMemory(probe));
}

// There nothing may wait, nor in functions that might be called from there.
TEST(Space, LoopsOverMapsDoNotCount) {
  typed::Probe probe = ProbeOf(InLoopOverMap(Evaluate(Read(AddressSpace::User))));
  EXPECT_TRUE(typed::WalksMaps(probe));
  EXPECT_FALSE(typed::ReadsUserMemory(probe));
  probe.functions.emplace_back().body.statements.push_back(Evaluate(Read(AddressSpace::User)));
  EXPECT_FALSE(typed::ReadsUserMemory(probe));
  probe.body.statements.push_back(Evaluate(Read(AddressSpace::User)));
  EXPECT_TRUE(typed::ReadsUserMemory(probe));
}

TEST(Space, FunctionsCountWithoutSuchLoops) {
  typed::Probe probe;
  probe.functions.emplace_back().body.statements.push_back(Evaluate(Read(AddressSpace::User)));
  EXPECT_FALSE(typed::WalksMaps(probe));
  EXPECT_TRUE(typed::ReadsUserMemory(probe));
}

}  // namespace
}  // namespace sonde::test
