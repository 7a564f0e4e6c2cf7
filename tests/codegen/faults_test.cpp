// Tests of src/codegen: programs that may wait for memory of the traced program.
#include <gtest/gtest.h>

#include <string>

#include "build.h"

namespace sonde::test {
namespace {

std::string CallOf(int helper) {
  return "inttoptr (i64 " + std::to_string(helper) + " to ptr)(";
}
const std::string kTailCall = CallOf(12);
const std::string kReserve = CallOf(131);
const std::string kCopyFromUser = CallOf(148);

// uprobe { printf("%s", str(arg0)); @ = max(*(uint64 *)arg0); }
typed::Program Reader() {
  typed::Program program;
  const auto pointer = [] {
    auto argument = Make<typed::Builtin>(PointerType(IntegerType(8, true), AddressSpace::User));
    argument->id = BuiltinId::Arg;
    return argument;
  };
  typed::Probe& probe = AddProbe(program, ProbeKind::Uprobe, "uprobe:/bin/true:main");
  probe.target.spec.detail.emplace<UserSpec>().path = "/bin/true";
  auto text = std::make_unique<typed::Apply>(FunctionId::Str, StringType(1024), SourceRange{0, 1});
  text->space = AddressSpace::User;
  text->args.push_back(pointer());
  typed::EventInfo& event = program.events.emplace_back();
  event.text = "%s";
  event.args.push_back(text->type);
  auto send = MakeStmt<typed::Send>();
  send->args.push_back(std::move(text));
  probe.body.statements.push_back(std::move(send));
  auto read = Make<typed::Dereference>(IntegerType(8, true));
  read->operand = pointer();
  auto aggregate = MakeStmt<typed::Aggregate>();
  aggregate->map = AddMap(program, "@", nullptr, AggregateType(Aggregation::Max, true));
  aggregate->operand = std::move(read);
  program.probes[0].body.statements.push_back(std::move(aggregate));
  return program;
}

struct Made {
  std::string ir;
  bundle::Bundle bundle;
};

Made Compile(bool may_sleep) {
  const typed::Program program = Reader();
  const Source source("stdin", "begin { @x = 1 }\n");
  std::vector<ProbePlan> plan = PlanOf(program);
  if (may_sleep) plan[0].sleep = Sleep::Possible;
  Lowered lowered = Lower(program, plan, source, {});
  Made made;
  made.ir = lowered.Ir();
  auto optimized = Optimize(std::move(lowered));
  EXPECT_TRUE(optimized.ok()) << optimized.error().Text();
  auto bundle = Emit(std::move(*optimized), nullptr);
  EXPECT_TRUE(bundle.ok()) << bundle.error().Text();
  made.bundle = std::move(*bundle);
  return made;
}

TEST(Faults, OnlyWhereAProgramMayWait) {
  const Made waits = Compile(true), other = Compile(false);
  EXPECT_NE(waits.ir.find(kCopyFromUser), std::string::npos);
  EXPECT_EQ(other.ir.find(kCopyFromUser), std::string::npos);
  EXPECT_GE(waits.bundle.metadata.probes[0].sleep_word, sizeof(ReadOnlyData));
  EXPECT_EQ(other.bundle.metadata.probes[0].sleep_word, 0U);
  EXPECT_EQ(waits.bundle.metadata.scratch.slots, kScratchSlots + kSleepSlots);
}

// A record that is reserved keeps those behind it from the reader.
TEST(Faults, NothingWaitsWithARecord) {
  const std::string ir = Compile(true).ir;
  const size_t text = ir.find(kCopyFromUser), record = ir.find(kReserve);
  const size_t number = ir.find("cmpxchg");
  EXPECT_LT(text, record);
  EXPECT_LT(record, number);
}

// The kernel's own stack for a program is one for each CPU. Where it preempts, no user probe may use that.
TEST(Faults, VariablesAreOnTheTasksStack) {
  EXPECT_NE(Compile(true).ir.find(kTailCall), std::string::npos);
  EXPECT_NE(Compile(false).ir.find(kTailCall), std::string::npos);
}

// The same program loads where it may not wait: the word says so.
TEST(Faults, LoadsAsAnOrdinaryProgram) {
  if (!CanLoad()) GTEST_SKIP() << "BPF may not be loaded here";
  EXPECT_EQ(Load(Compile(true).bundle), "");
}

}  // namespace
}  // namespace sonde::test
