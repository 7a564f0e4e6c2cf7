// Tests of src/codegen/thread_table: which maps have a table by thread.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "build.h"

namespace sonde::test {
namespace {

// A program of a timer that sets the entry of its thread.
typed::Program Setting(TypePtr type, typed::ExprPtr value) {
  typed::Program program;
  const uint32_t map = AddMap(program, "@s", IntegerType(4, false), std::move(type));
  program.maps[map].max_entries = 4096;
  auto& probe = AddProbe(program, ProbeKind::Begin, "begin");
  auto key = Make<typed::Builtin>(IntegerType(4, false));
  key->id = BuiltinId::Tid;
  auto assign = MakeStmt<typed::AssignMap>();
  assign->map = map;
  assign->key = std::move(key);
  assign->value = std::move(value);
  probe.body.statements.push_back(std::move(assign));
  return program;
}

bool HasTable(const typed::Program& program) {
  return CompileOrFail(program).metadata.maps[0].beside.by_thread;
}

TEST(ThreadTable, OfRegistersOnly) {
  EXPECT_TRUE(HasTable(Setting(IntegerType(8, true), Number(1))));
  EXPECT_TRUE(HasTable(Setting(IntegerType(2, true), Number(1))));
  EXPECT_FALSE(HasTable(Setting(StringType(16), Comm())));
  typed::Program wide = Setting(IntegerType(8, true), Number(1));
  wide.maps[0].key = IntegerType(8, false);
  EXPECT_FALSE(HasTable(wide));
}

TEST(ThreadTable, AMapForFewKeysIsFullWhenItIs) {
  typed::Program program = Setting(IntegerType(8, true), Number(1));
  program.maps[0].max_entries = 100;
  EXPECT_FALSE(HasTable(program));
}

TEST(ThreadTable, Loads) {
  if (!CanLoad()) GTEST_SKIP() << "this process may not load BPF programs";
  EXPECT_EQ(Load(CompileOrFail(Setting(IntegerType(8, true), Number(1)))), "");
  EXPECT_EQ(Load(CompileOrFail(Setting(IntegerType(1, false), Number(1)))), "");
}

}  // namespace
}  // namespace sonde::test
