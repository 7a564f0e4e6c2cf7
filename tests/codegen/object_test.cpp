// Tests of src/codegen: objects that programs become, and that the kernel's verifier takes them.
#include <gtest/gtest.h>

#include "build.h"

namespace sonde::test {
namespace {

#define SKIP_WITHOUT_BPF() \
  if (!CanLoad()) GTEST_SKIP() << "this process may not load BPF programs"

TEST(Object, AnEmptyProbeLoads) {
  SKIP_WITHOUT_BPF();
  typed::Program program;
  AddProbe(program, ProbeKind::Begin, "begin");
  EXPECT_EQ(Load(CompileOrFail(program)), "");
}

TEST(Object, ScalarsAreGlobalData) {
  SKIP_WITHOUT_BPF();
  typed::Program program;
  const uint32_t map = AddMap(program, "@x", nullptr, IntegerType(8, true));
  auto& probe = AddProbe(program, ProbeKind::Begin, "begin");
  auto assign = MakeStmt<typed::AssignMap>();
  assign->map = map;
  assign->value = Number(5);
  probe.body.statements.push_back(std::move(assign));
  const bundle::Bundle bundle = CompileOrFail(program);
  ASSERT_EQ(bundle.metadata.maps.size(), 1u);
  EXPECT_EQ(bundle.metadata.maps[0].storage, bundle::MapStorage::Global);
  EXPECT_EQ(bundle.metadata.maps[0].offset, sizeof(ControlData));
  EXPECT_EQ(Load(bundle), "");
}

std::unique_ptr<typed::Aggregate> MakeAggregate(uint32_t map, typed::ExprPtr key, typed::ExprPtr operand) {
  auto stmt = MakeStmt<typed::Aggregate>();
  stmt->map = map;
  stmt->key = std::move(key);
  stmt->operand = std::move(operand);
  return stmt;
}

// Every aggregation, scalar and by a string key.
TEST(Object, AggregationsLoad) {
  SKIP_WITHOUT_BPF();
  for (const auto& row : kAggregations) {
    if (row.function == Aggregation::None) continue;
    typed::Program program;
    const TypePtr value = AggregateType(row.function, true);
    for (const bool keyed : {false, true}) {
      const uint32_t map = AddMap(program, keyed ? "@k" : "@s", keyed ? StringType(16) : nullptr, value);
      program.maps[map].buckets = {.kind = KindOf(row.function), .max = 100, .step = 10};
    }
    auto& probe = AddProbe(program, ProbeKind::Tracepoint, "tracepoint:syscalls:sys_enter_getppid");
    for (const bool keyed : {false, true}) {
      typed::ExprPtr operand;
      if (row.function != Aggregation::Count) {
        auto pid = Make<typed::Builtin>(IntegerType(8, true));
        pid->id = BuiltinId::Pid;
        operand = std::move(pid);
      }
      probe.body.statements.push_back(
          MakeAggregate(keyed ? 1 : 0, keyed ? Comm() : nullptr, std::move(operand)));
    }
    EXPECT_EQ(Load(CompileOrFail(program)), "") << row.name;
  }
}

// Where nobody can choose a process any more, nothing asks for one.
TEST(Object, ProgramsThatTraceAll) {
  typed::Program program;
  AddProbe(program, ProbeKind::Tracepoint, "tracepoint:sched:sched_switch");
  const Source source("stdin", "begin { @x = 1 }\n");
  const std::vector<ProbePlan> plan = PlanOf(program);
  CodegenOptions options;
  const Lowered chosen = Lower(program, plan, source, options);
  EXPECT_TRUE(chosen.metadata().config.can_target);
  EXPECT_NE(chosen.Ir().find("each_pid:"), std::string::npos);
  options.can_target = false;
  const Lowered all = Lower(program, plan, source, options);
  EXPECT_FALSE(all.metadata().config.can_target);
  EXPECT_EQ(all.Problem(), "");
  EXPECT_EQ(all.Ir().find("each_pid:"), std::string::npos);
}

// The code to follow processes is there on demand only, and not in probes of nobody's.
TEST(Object, ProgramsThatCanFollow) {
  typed::Program program;
  AddProbe(program, ProbeKind::Tracepoint, "tracepoint:sched:sched_switch");
  AddProbe(program, ProbeKind::Profile, "profile:hz:99");
  AddProbe(program, ProbeKind::Interval, "interval:s:1");
  const Source source("stdin", "begin { @x = 1 }\n");
  const std::vector<ProbePlan> plan = PlanOf(program);
  CodegenOptions options;
  EXPECT_EQ(Lower(program, plan, source, options).Ir().find("@families"), std::string::npos);
  options.can_follow = true;
  const Lowered lowered = Lower(program, plan, source, options);
  EXPECT_TRUE(lowered.metadata().config.can_follow);
  EXPECT_EQ(lowered.Problem(), "");
  const std::string ir = lowered.Ir();
  const auto look_ups = [&](const std::string& from, const std::string& to) {
    const std::string part = ir.substr(ir.find(from), ir.find(to) - ir.find(from));
    return part.find("@families") != std::string::npos;
  };
  EXPECT_TRUE(look_ups("@tracepoint_0(", "@profile_1("));
  EXPECT_TRUE(look_ups("@profile_1(", "@interval_2("));
  EXPECT_FALSE(look_ups("@interval_2(", "attributes #0"));
}

// Ten strings of 1024 bytes in one probe: more than the BPF stack could ever hold.
TEST(Object, LargeStringsLoad) {
  SKIP_WITHOUT_BPF();
  typed::Program program;
  auto& probe = AddProbe(program, ProbeKind::Begin, "begin");
  typed::EventInfo event;
  event.kind = EventKind::Printf;
  for (int i = 0; i < 10; ++i) {
    probe.variables.push_back({"$s" + std::to_string(i), StringType(1024)});
    auto read = Make<typed::Apply>(StringType(1024));
    read->args.push_back(Number(0, IntegerType(8, false)));
    read->space = AddressSpace::Kernel;
    auto assign = MakeStmt<typed::AssignVariable>();
    assign->slot = static_cast<uint32_t>(i);
    assign->value = std::move(read);
    probe.body.statements.push_back(std::move(assign));
  }
  auto emit = MakeStmt<typed::Send>();
  for (uint32_t i = 0; i < 10; ++i) {
    auto variable = Make<typed::Variable>(StringType(1024));
    variable->slot = i;
    event.args.push_back(variable->type);
    emit->args.push_back(std::move(variable));
  }
  program.events.push_back(event);
  probe.body.statements.push_back(std::move(emit));
  const bundle::Bundle bundle = CompileOrFail(program);
  EXPECT_GE(bundle.metadata.scratch.size, 10u * 1024);
  EXPECT_EQ(Load(bundle), "");
}

TEST(Object, PaddedTuplesAreKeys) {
  SKIP_WITHOUT_BPF();
  typed::Program program;
  const TypePtr key = TupleType({IntegerType(4, false), StringType(16), IntegerType(8, true)});
  const uint32_t map = AddMap(program, "@", key, IntegerType(8, true));
  auto& probe = AddProbe(program, ProbeKind::Profile, "profile:hz:99");
  auto tuple = Make<typed::Tuple>(key);
  tuple->elements.push_back(Number(1, IntegerType(4, false)));
  tuple->elements.push_back(Comm());
  tuple->elements.push_back(Number(2));
  auto increment = Make<typed::Increment>(IntegerType(8, true));
  increment->is_map = true;
  increment->map = map;
  increment->key = std::move(tuple);
  auto evaluate = MakeStmt<typed::Evaluate>();
  evaluate->expr = std::move(increment);
  probe.body.statements.push_back(std::move(evaluate));
  EXPECT_EQ(Load(CompileOrFail(program)), "");
}

TEST(Object, StacksAreKeys) {
  SKIP_WITHOUT_BPF();
  typed::Program program;
  const TypePtr kernel = StackType(false, 127, StackMode::Default);
  const TypePtr user = StackType(true, 127, StackMode::Default);
  const TypePtr key = TupleType({kernel, user, StringType(16)});
  const uint32_t map = AddMap(program, "@", key, AggregateType(Aggregation::Count, false));
  auto& probe = AddProbe(program, ProbeKind::Profile, "profile:hz:99");
  auto tuple = Make<typed::Tuple>(key);
  for (const auto& [function, type] :
       {std::pair(FunctionId::Kstack, kernel), std::pair(FunctionId::Ustack, user)}) {
    auto stack = Make<typed::Apply>(type);
    stack->function = function;
    tuple->elements.push_back(std::move(stack));
  }
  tuple->elements.push_back(Comm());
  probe.body.statements.push_back(MakeAggregate(map, std::move(tuple), nullptr));
  EXPECT_EQ(Load(CompileOrFail(program)), "");
}

}  // namespace
}  // namespace sonde::test
