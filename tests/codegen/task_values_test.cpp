// Tests of src/codegen/task_values.h: what a program asks for often is asked for once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "build.h"
#include "codegen/codegen.h"
#include "codegen/helpers.h"

namespace sonde::test {
namespace {

// Assigns each of the values to a scalar map of its own.
typed::Program Assigning(const std::vector<BuiltinId>& values) {
  typed::Program program;
  auto& probe = AddProbe(program, ProbeKind::Begin, "begin");
  for (const BuiltinId id : values) {
    const TypePtr type = id == BuiltinId::Comm ? StringType(16) : IntegerType(4, false);
    auto value = Make<typed::Builtin>(type);
    value->id = id;
    auto assign = MakeStmt<typed::AssignMap>();
    assign->map = AddMap(program, "@m" + std::to_string(program.maps.size()), nullptr, type);
    assign->value = std::move(value);
    probe.body.statements.push_back(std::move(assign));
  }
  return program;
}

int Calls(const std::string& ir, codegen::Helper helper) {
  const std::string call = "inttoptr (i64 " + std::to_string(static_cast<uint32_t>(helper)) + " to ptr)(";
  int count = 0;
  for (size_t at = ir.find(call); at != std::string::npos; at = ir.find(call, at + 1))
    ++count;
  return count;
}

TEST(TaskValues, NumbersAloneAreOneCallOfTheirHelper) {
  std::string ir;
  const auto bundle =
      CompileOrFail(Assigning({BuiltinId::Pid, BuiltinId::Tid, BuiltinId::Pid}), nullptr, &ir);
  EXPECT_EQ(Calls(ir, codegen::Helper::CurrentPidTgid), 1);
  EXPECT_EQ(Calls(ir, codegen::Helper::CurrentTaskBtf), 0);
  EXPECT_FALSE(bundle.metadata.config.asks_for_task);
}

TEST(TaskValues, WithMoreTheTaskIsAskedForOnce) {
  std::string ir;
  const auto bundle = CompileOrFail(Assigning({BuiltinId::Uid, BuiltinId::Pid, BuiltinId::Comm,
                                               BuiltinId::Gid, BuiltinId::Tid, BuiltinId::Comm}),
                                    nullptr, &ir);
  EXPECT_EQ(Calls(ir, codegen::Helper::CurrentTaskBtf), 1);
  EXPECT_TRUE(bundle.metadata.config.asks_for_task);
  // For a kernel whose tasks are not known.
  EXPECT_EQ(Calls(ir, codegen::Helper::CurrentPidTgid), 1);
  EXPECT_EQ(Calls(ir, codegen::Helper::CurrentUidGid), 1);
  EXPECT_GT(Calls(ir, codegen::Helper::CurrentComm), 0);
  EXPECT_EQ(ir.find("call i64 @sonde."), std::string::npos) << "no value is left without code";
  if (!CanLoad()) GTEST_SKIP() << "this process may not load BPF programs";
  EXPECT_EQ(Load(bundle), "");  // no layout is written: by the helpers
}

}  // namespace
}  // namespace sonde::test
