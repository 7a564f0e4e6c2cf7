// Tests of src/codegen: weights of statements, and probes that are split into pieces.
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "build.h"
#include "codegen/weights.h"

namespace sonde::test {
namespace {

using codegen::Weights;

size_t Count(const std::string& text, const std::string& what) {
  size_t count = 0;
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size()))
    ++count;
  return count;
}

std::string LoadIfPossible(const bundle::Bundle& bundle) {
  return CanLoad() ? Load(bundle) : "";
}

// Functions whose names begin with `name`, local to the module or not.
size_t Defined(const std::string& text, const std::string& name, bool local) {
  size_t count = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const bool found = line.starts_with("define ") && line.find(" @" + name) != std::string::npos;
    if (found && (line.find(" internal ") != std::string::npos) == local) ++count;
  }
  return count;
}

typed::StmtPtr Assign(uint32_t slot, uint64_t value) {
  auto stmt = MakeStmt<typed::AssignVariable>();
  stmt->slot = slot;
  stmt->value = Number(value);
  return stmt;
}

typed::StmtPtr StepOf(uint32_t map, uint64_t key) {
  auto increment = Make<typed::Increment>(IntegerType(8, true));
  increment->is_map = true;
  increment->map = map;
  increment->key = Number(key);
  increment->result_used = false;
  auto stmt = MakeStmt<typed::Evaluate>();
  stmt->expr = std::move(increment);
  return stmt;
}

typed::StmtPtr Jump(JumpKind kind) {
  auto stmt = MakeStmt<typed::Jump>();
  stmt->jump = kind;
  return stmt;
}

typed::ExprPtr ReadOf(uint32_t slot) {
  auto variable = Make<typed::Variable>(IntegerType(8, true));
  variable->slot = slot;
  return variable;
}

// $slot == value
typed::ExprPtr Equals(uint32_t slot, uint64_t value) {
  auto equal = Make<typed::Binary>(BoolType());
  equal->op = BinaryOp::Equal;
  equal->left = ReadOf(slot);
  equal->right = Number(value);
  return equal;
}

TEST(Weights, RepetitionsCountAsOftenAsTheyRun) {
  typed::Program program;
  auto& probe = AddProbe(program, ProbeKind::Begin, "begin");
  auto repeat = MakeStmt<typed::Repeat>();
  repeat->count = 1000;
  repeat->body.statements.push_back(Assign(0, 1));
  const typed::Stmt* const inner = repeat->body.statements.front().get();
  probe.body.statements.push_back(std::move(repeat));
  const Weights weights(probe);
  EXPECT_EQ(weights.total(), 1000 * weights.Of(*inner));
}

TEST(Weights, AJumpOfALoopStaysInIt) {
  typed::Program program;
  auto& probe = AddProbe(program, ProbeKind::Begin, "begin");
  auto loop = MakeStmt<typed::While>();
  loop->condition = Equals(0, 1);
  auto leaving = MakeStmt<typed::If>();
  leaving->condition = Equals(2, 1);
  leaving->then.statements.push_back(Jump(JumpKind::Break));
  const typed::Stmt& inner = *leaving;
  loop->body.statements.push_back(std::move(leaving));
  const typed::Stmt& outer = *loop;
  probe.body.statements.push_back(std::move(loop));
  const Weights weights(probe);
  EXPECT_TRUE(weights.HasJump(inner));
  EXPECT_FALSE(weights.HasJump(outer));
  EXPECT_EQ(weights.loops(), 1u);
  EXPECT_EQ(weights.loop_depth(), 1u);
}

// A probe of `count` updates of one map.
typed::Program Updates(size_t count) {
  typed::Program program;
  const uint32_t map = AddMap(program, "@a", IntegerType(8, true), IntegerType(8, true));
  auto& probe = AddProbe(program, ProbeKind::Begin, "begin");
  for (size_t i = 0; i < count; ++i)
    probe.body.statements.push_back(StepOf(map, i % 10));
  return program;
}

TEST(Pieces, ASmallProbeIsOneFunction) {
  std::string ir;
  CompileOrFail(Updates(20), &ir);
  EXPECT_EQ(Count(ir, "\ndefine "), 1u);
}

// Pieces are global functions, since they do not use the context; an update is a call of one function.
TEST(Pieces, ALargeProbeIsSeveral) {
  std::string ir;
  const bundle::Bundle bundle = CompileOrFail(Updates(5000), &ir);
  EXPECT_GT(Defined(ir, "begin_0_piece", false), 20u);
  EXPECT_LT(Count(ir, "\ndefine "), 256u);
  EXPECT_EQ(Defined(ir, "begin_0_step", false), 1u);
  EXPECT_EQ(Count(ir, "call i64 @begin_0_step"), 5000u);
  EXPECT_EQ(LoadIfPossible(bundle), "");
}

// What reads the context finds it in scratch memory, so its functions are looked at by themselves, too.
TEST(Pieces, TheContextIsSaved) {
  typed::Program program = Updates(0);
  auto& probe = program.probes.front();
  probe.target.spec.kind = ProbeKind::RawTracepoint;
  for (size_t i = 0; i < 2000; ++i) {
    auto argument = Make<typed::Builtin>(IntegerType(8, false));
    argument->id = BuiltinId::Arg;
    auto update = MakeStmt<typed::UpdateMap>();
    update->map = 0;
    update->key = Number(i % 10);
    update->operand = std::move(argument);
    probe.body.statements.push_back(std::move(update));
  }
  std::string ir;
  const bundle::Bundle bundle = CompileOrFail(program, &ir);
  EXPECT_GT(Defined(ir, "rawtracepoint_0_piece", false), 10u);
  EXPECT_EQ(Defined(ir, "rawtracepoint_0_piece", true), 0u);
  EXPECT_EQ(Count(ir, "@llvm.bpf.getelementptr.and.load"), 2u);  // it is declared, too
  EXPECT_EQ(LoadIfPossible(bundle), "");
}

// while ($0 < 4) { `statements` updates of a map; $0++; }
typed::StmtPtr LoopOf(size_t statements) {
  auto loop = MakeStmt<typed::While>();
  auto less = Make<typed::Binary>(BoolType());
  less->op = BinaryOp::Less;
  less->left = ReadOf(0);
  less->right = Number(4);
  loop->condition = std::move(less);
  for (size_t i = 0; i < statements; ++i)
    loop->body.statements.push_back(StepOf(0, i % 10));
  auto step = Make<typed::Increment>(IntegerType(8, true));
  step->slot = 0;
  step->result_used = false;
  auto evaluate = MakeStmt<typed::Evaluate>();
  evaluate->expr = std::move(step);
  loop->body.statements.push_back(std::move(evaluate));
  return loop;
}

// The body of a loop that is too large for a piece is a function that calls pieces.
TEST(Pieces, ALargeLoopCallsPieces) {
  typed::Program program = Updates(0);
  auto& probe = program.probes.front();
  probe.has_loops = true;
  probe.variables.push_back({"$i", IntegerType(8, true)});
  probe.body.statements.push_back(Assign(0, 0));
  probe.body.statements.push_back(LoopOf(1000));
  std::string ir;
  const bundle::Bundle bundle = CompileOrFail(program, &ir);
  EXPECT_EQ(Defined(ir, "begin_0_while", true), 1u);
  EXPECT_GT(Defined(ir, "begin_0_piece", false), 10u);
  EXPECT_EQ(LoadIfPossible(bundle), "");
}

// The kernel takes 256 functions: bodies of small loops share one per piece.
TEST(Pieces, ManyLoopsAreFewFunctions) {
  typed::Program program = Updates(0);
  auto& probe = program.probes.front();
  probe.has_loops = true;
  probe.variables.push_back({"$i", IntegerType(8, true)});
  for (size_t i = 0; i < 2000; ++i) {
    probe.body.statements.push_back(Assign(0, 0));
    probe.body.statements.push_back(LoopOf(2));
  }
  std::string ir;
  const bundle::Bundle bundle = CompileOrFail(program, &ir);
  EXPECT_LT(Defined(ir, "begin_0_while", true), 10u);  // beside pieces
  EXPECT_EQ(Defined(ir, "begin_0_loops", true), Defined(ir, "begin_0_piece", false));
  EXPECT_LT(Count(ir, "\ndefine "), 256u);
  EXPECT_EQ(LoadIfPossible(bundle), "");
}

// A CPU's part of a map has 32 KiB at most: places share counters when there are too many.
TEST(Pieces, PlacesShareCountersWhenThereAreThousands) {
  typed::Program program;
  auto& probe = AddProbe(program, ProbeKind::Begin, "begin");
  probe.variables.push_back({"$x", IntegerType(8, true)});
  for (uint32_t i = 0; i < 3000; ++i) {
    auto read = std::make_unique<typed::Dereference>(IntegerType(8, true), SourceRange{i % 16, i / 16});
    read->operand = Number(8, PointerType(IntegerType(8, true), AddressSpace::Kernel));
    auto stmt = MakeStmt<typed::AssignVariable>();
    stmt->slot = 0;
    stmt->value = std::move(read);
    probe.body.statements.push_back(std::move(stmt));
  }
  const bundle::Bundle bundle = CompileOrFail(program);
  EXPECT_LT(bundle.metadata.ledger.size(), 4096u);
  EXPECT_GT(bundle.metadata.ledger.size(), 2000u);
}

}  // namespace
}  // namespace sonde::test
