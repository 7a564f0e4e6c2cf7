// Tests of src/plan/thread_keys: maps in which every thread has entries of its own.
#include "plan/thread_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <utility>

namespace sonde {
namespace {

using testing::ElementsAre;

constexpr SourceRange kRange{0, 1};

typed::ExprPtr Value(BuiltinId id) {
  auto value = std::make_unique<typed::Builtin>(IntegerType(4, false), kRange);
  value->id = id;
  return value;
}

typed::ExprPtr Thread() {
  return Value(BuiltinId::Tid);
}

typed::StmtPtr Assign(uint32_t map, typed::ExprPtr key) {
  auto stmt = std::make_unique<typed::AssignMap>(kRange);
  stmt->map = map;
  stmt->key = std::move(key);
  stmt->value = Value(BuiltinId::Cpu);
  return stmt;
}

typed::StmtPtr Evaluate(typed::ExprPtr expr) {
  auto stmt = std::make_unique<typed::Evaluate>(kRange);
  stmt->expr = std::move(expr);
  return stmt;
}

typed::StmtPtr Call(FunctionId function, uint32_t map, typed::ExprPtr key) {
  auto call = std::make_unique<typed::Apply>(function, BoolType(), kRange);
  call->map = map;
  if (key) call->args.push_back(std::move(key));
  return Evaluate(std::move(call));
}

typed::StmtPtr Read(uint32_t map, typed::ExprPtr key) {
  auto read = std::make_unique<typed::MapRead>(IntegerType(8, false), kRange);
  read->map = map;
  read->key = std::move(key);
  return Evaluate(std::move(read));
}

// Programs with one map, by the kinds of their probes; each sets the entry of its thread.
struct Programs {
  typed::Program program;
  std::vector<ProbePlan> plan;

  explicit Programs(const std::vector<std::pair<ProbeKind, ProgramType>>& kinds) {
    program.maps.emplace_back();
    for (const auto& [kind, type] : kinds) {
      typed::Probe& probe = program.probes.emplace_back();
      probe.target.spec.kind = kind;
      plan.emplace_back().program = type;
      probe.body.statements.push_back(Assign(0, Thread()));
    }
  }
  bool ByThread() { return KeyedByThread(program, plan)[0]; }
};

const std::pair kTracepoint{ProbeKind::Tracepoint, ProgramType::Tracepoint};
const std::pair kKprobe{ProbeKind::Kprobe, ProgramType::Kprobe};
const std::pair kUprobe{ProbeKind::Uprobe, ProgramType::Kprobe};
const std::pair kUretprobe{ProbeKind::Uretprobe, ProgramType::Kprobe};
const std::pair kRaw{ProbeKind::RawTracepoint, ProgramType::RawTracepoint};
const std::pair kProfile{ProbeKind::Profile, ProgramType::PerfEvent};
const std::pair kEnd{ProbeKind::End, ProgramType::RawTracepoint};

TEST(ThreadKeys, ProgramsThatDoNotInterruptEachOther) {
  EXPECT_TRUE(Programs({kTracepoint}).ByThread());
  EXPECT_TRUE(Programs({kTracepoint, kKprobe, kProfile, kEnd}).ByThread());
  EXPECT_TRUE(Programs({kUprobe, kUretprobe}).ByThread());
  EXPECT_FALSE(Programs({kUprobe, kProfile}).ByThread());
  EXPECT_FALSE(Programs({kUprobe, kTracepoint}).ByThread());
  EXPECT_FALSE(Programs({kRaw}).ByThread());
}

TEST(ThreadKeys, WhatIsDoneToAnEntry) {
  Programs programs({kTracepoint});
  auto& statements = programs.program.probes[0].body.statements;
  statements.push_back(Read(0, Thread()));
  statements.push_back(Call(FunctionId::HasKey, 0, Thread()));
  statements.push_back(Call(FunctionId::Delete, 0, Thread()));
  EXPECT_TRUE(programs.ByThread());
  auto converted = std::make_unique<typed::Convert>(IntegerType(8, false), kRange);
  converted->operand = Thread();
  statements.push_back(Assign(0, std::move(converted)));
  EXPECT_TRUE(programs.ByThread());
  // Of a number cut short several threads may have the same.
  auto cut = std::make_unique<typed::Convert>(IntegerType(2, false), kRange);
  cut->operand = Thread();
  auto widened = std::make_unique<typed::Convert>(IntegerType(4, false), kRange);
  widened->operand = std::move(cut);
  statements.push_back(Assign(0, std::move(widened)));
  EXPECT_FALSE(programs.ByThread());
}

TEST(ThreadKeys, OtherKeysAndOtherUses) {
  const auto with = [](typed::StmtPtr stmt) {
    Programs programs({kTracepoint});
    programs.program.probes[0].body.statements.push_back(std::move(stmt));
    return programs.ByThread();
  };
  EXPECT_FALSE(with(Assign(0, Value(BuiltinId::Pid))));
  EXPECT_FALSE(with(Read(0, Value(BuiltinId::Pid))));
  EXPECT_FALSE(with(Call(FunctionId::Delete, 0, Value(BuiltinId::Cpu))));
  EXPECT_FALSE(with(Call(FunctionId::Len, 0, nullptr)));
  auto step = std::make_unique<typed::Increment>(IntegerType(8, false), kRange);
  step->is_map = true;
  step->key = Thread();
  EXPECT_FALSE(with(Evaluate(std::move(step))));
  auto loop = std::make_unique<typed::ForMap>(kRange);
  EXPECT_FALSE(with(std::move(loop)));
  auto inner = std::make_unique<typed::If>(kRange);
  inner->condition = Value(BuiltinId::Cpu);
  inner->then.statements.push_back(Assign(0, Value(BuiltinId::Pid)));
  EXPECT_FALSE(with(std::move(inner)));
}

TEST(ThreadKeys, OneMapAndTheOther) {
  Programs programs({kTracepoint});
  programs.program.maps.emplace_back();
  programs.program.probes[0].body.statements.push_back(Assign(1, Value(BuiltinId::Pid)));
  EXPECT_THAT(KeyedByThread(programs.program, programs.plan), ElementsAre(true, false));
}

}  // namespace
}  // namespace sonde
