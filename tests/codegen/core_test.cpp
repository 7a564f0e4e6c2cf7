// Tests of src/codegen: CO-RE relocations, BTF and line info of the object.
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "build.h"

namespace sonde::test {
namespace {

// A source of types that only says whether its layouts are the kernel's.
class Layouts final : public Definitions {
 public:
  explicit Layouts(bool relocatable) : relocatable_(relocatable) {}
  TypePtr FindType(std::string_view) override { return nullptr; }
  std::optional<Enumerator> FindEnumerator(std::string_view) override { return std::nullopt; }
  std::optional<StructField> FindField(const Type&, std::string_view) override { return std::nullopt; }
  std::vector<StructField> Fields(const Type&) override { return {}; }
  [[nodiscard]] bool relocatable() const override { return relocatable_; }

 private:
  bool relocatable_;
};
Layouts kernel_layouts(true);
Layouts fixed_layouts(false);

typed::Program PidOfCurrentTask(Definitions& origin = kernel_layouts) {
  typed::Program program;
  const TypePtr task = StructType("struct task_struct", 9000, origin.origin(), 1);
  if (IsRelocatable(*task)) program.relocated.Add(*task);
  const uint32_t map = AddMap(program, "@pid", nullptr, IntegerType(4, true));
  auto& probe = AddProbe(program, ProbeKind::Begin, "begin");
  auto current = Make<typed::Builtin>(PointerType(task, AddressSpace::Kernel));
  current->id = BuiltinId::Curtask;
  auto field = Make<typed::Field>(IntegerType(4, true));
  field->base = std::move(current);
  field->struct_type = task;
  // A wrong offset on purpose: only the relocation can make it right.
  field->field.name = "pid";
  field->field.type = IntegerType(4, true);
  field->field.byte_offset = 4;
  auto assign = MakeStmt<typed::AssignMap>();
  assign->map = map;
  assign->value = std::move(field);
  probe.body.statements.push_back(std::move(assign));
  return program;
}

TEST(Core, FieldsAreRelocated) {
  if (!CanLoad()) GTEST_SKIP() << "this process may not load BPF programs";
  std::string ir;
  const bundle::Bundle bundle = CompileOrFail(PidOfCurrentTask(), &ir);
  EXPECT_NE(ir.find("llvm.preserve.access.index"), std::string::npos);
  EXPECT_EQ(Load(bundle), "");
}

// The typed program is complete: what its types come from may be gone.
TEST(Core, FieldsAreRelocatedWhenTheirSourceIsGone) {
  auto gone = std::make_unique<Layouts>(true);
  const typed::Program program = PidOfCurrentTask(*gone);
  gone.reset();
  std::string ir, there;
  CompileOrFail(program, &ir);
  CompileOrFail(PidOfCurrentTask(), &there);
  EXPECT_EQ(ir, there);
}

TEST(Core, FieldsOfOtherStructsLieWhereTheirSourceSays) {
  std::string ir;
  CompileOrFail(PidOfCurrentTask(fixed_layouts), &ir);
  EXPECT_EQ(ir.find("llvm.preserve.access.index"), std::string::npos);
}

// begin { @pid = curtask.FIELD; }
typed::Program FieldOfCurrentTask(const StructField& what) {
  typed::Program program = PidOfCurrentTask();
  auto& assign = static_cast<typed::AssignMap&>(*program.probes[0].body.statements[0]);
  auto& field = static_cast<typed::Field&>(*assign.value);
  field.field = what;
  field.type = what.type;
  return program;
}

// How many relocated constants of `kind` (enum bpf_core_relo_kind) the module has.
size_t Relocations(const std::string& ir, int kind) {
  size_t count = 0;
  const std::string mark = ":" + std::to_string(kind) + ":";
  for (size_t at = ir.find("@\"llvm."); at != std::string::npos; at = ir.find("@\"llvm.", at + 1)) {
    const size_t end = ir.find('"', at + 2);
    const bool definition = ir.compare(end, 12, "\" = external") == 0;
    if (definition && ir.substr(at, end - at).find(mark) != std::string::npos) ++count;
  }
  return count;
}

TEST(Core, BitFieldsAreRelocatedByTheirBits) {
  if (!CanLoad()) GTEST_SKIP() << "this process may not load BPF programs";
  std::string ir;
  // Wrong place and storage on purpose.
  const StructField field{"sched_reset_on_fork", IntegerType(4, false), 4, 3, 1, ""};
  const bundle::Bundle bundle = CompileOrFail(FieldOfCurrentTask(field), &ir);
  for (const int kind : {0, 1, 4, 5})
    EXPECT_EQ(Relocations(ir, kind), 1U) << kind;
  EXPECT_EQ(Load(bundle), "");
  ASSERT_EQ(bundle.metadata.kernel.names.size(), 1U);
  EXPECT_EQ(bundle.metadata.kernel.names[0].name, "struct task_struct.sched_reset_on_fork");
}

TEST(Core, AFieldOfAnotherSizeIsRead) {
  if (!CanLoad()) GTEST_SKIP() << "this process may not load BPF programs";
  // pid has four bytes and a sign: the load that was compiled for eight is not taken.
  EXPECT_EQ(Load(CompileOrFail(FieldOfCurrentTask({"pid", IntegerType(8, true), 8, 0, 0, ""}))), "");
  EXPECT_EQ(Load(CompileOrFail(FieldOfCurrentTask({"flags", IntegerType(8, false), 8, 0, 0, ""}))), "");
}

TEST(Core, MembersOfAUnionAtOnePlaceKeepTheirNames) {
  typed::Program program = FieldOfCurrentTask({"pid", IntegerType(4, false), 4, 0, 0, ""});
  typed::Program other = FieldOfCurrentTask({"tgid", IntegerType(4, false), 4, 0, 0, ""});
  program.probes[0].body.statements.push_back(std::move(other.probes[0].body.statements[0]));
  std::string ir;
  const bundle::Bundle bundle = CompileOrFail(program, &ir);
  EXPECT_EQ(Relocations(ir, 0), 2U);
  ASSERT_EQ(bundle.metadata.kernel.names.size(), 2U);
  EXPECT_EQ(bundle.metadata.kernel.names[1].name, "struct task_struct.tgid");
}

TEST(Core, AMissingFieldIsReportedByName) {
  if (!CanLoad()) GTEST_SKIP() << "this process may not load BPF programs";
  const StructField field{"no_such_field", IntegerType(4, false), 4, 0, 0, ""};
  EXPECT_NE(Load(CompileOrFail(FieldOfCurrentTask(field))).find("struct task_struct.no_such_field"),
            std::string::npos);
}

// The IR of tracepoint { @at = args.name; } or a raw tracepoint with the same body; the argument is at
// `place`.
std::string IrOfArgument(ProbeKind kind, const Place& place) {
  typed::Program program;
  const TypePtr text = PointerType(IntegerType(1, true), AddressSpace::Kernel);
  const uint32_t map = AddMap(program, "@at", nullptr, text);
  auto& probe = AddProbe(program, kind, "probe:a:b");
  auto field = Make<typed::ContextField>(text);
  field->argument = {"name", text, place};
  auto assign = MakeStmt<typed::AssignMap>();
  assign->map = map;
  assign->value = std::move(field);
  probe.body.statements.push_back(std::move(assign));
  std::string ir;
  const bundle::Bundle bundle = CompileOrFail(program, &ir);
  if (CanLoad()) {
    EXPECT_EQ(Load(bundle), "");
  }
  return ir;
}

std::string IrOfLocatedField(bool relative) {
  Place place;
  place.kind = Place::Kind::Dereference;
  place.offset = 16;
  place.relative = relative;
  return IrOfArgument(ProbeKind::Tracepoint, place);
}

TEST(Core, ArgumentsLieWhereTheirPlaceSays) {
  constexpr const char* kRead = "getelementptr.and.load";
  Place place;
  place.kind = Place::Kind::Context;
  place.offset = 24;
  EXPECT_THAT(IrOfArgument(ProbeKind::Tracepoint, place), testing::ContainsRegex("and.load.*i32 24"));
  place.kind = Place::Kind::Trampoline;
  place.offset = 2;
  EXPECT_THAT(IrOfArgument(ProbeKind::RawTracepoint, place), testing::ContainsRegex("and.load.*i32 16"));
  place.kind = Place::Kind::Constant;
  place.constant = 4711;
  const std::string ir = IrOfArgument(ProbeKind::RawTracepoint, place);
  EXPECT_THAT(ir, testing::HasSubstr("i64 4711"));
  EXPECT_THAT(ir, testing::Not(testing::HasSubstr(kRead)));
}

// A relative location counts from the end of its own four bytes.
TEST(Core, RelativeLocationsCountFromTheirEnd) {
  const std::string masked = ", 65535";
  const std::string absolute = IrOfLocatedField(false), relative = IrOfLocatedField(true);
  EXPECT_NE(absolute.find(masked), std::string::npos);
  EXPECT_NE(relative.find(masked), std::string::npos);
  const auto adds_the_end = [](const std::string& ir) {
    for (size_t at = ir.find(" = add "); at != std::string::npos; at = ir.find(" = add ", at + 1)) {
      const std::string line = ir.substr(at, ir.find('\n', at) - at);
      if (line.ends_with(", 20") || line.find(", 20, !dbg") != std::string::npos) return true;
    }
    return false;
  };
  EXPECT_FALSE(adds_the_end(absolute));
  EXPECT_TRUE(adds_the_end(relative));
}

TEST(Core, BtfDescribesMapsAndFunctions) {
  const bundle::Bundle bundle = CompileOrFail(PidOfCurrentTask());
  bpf_object* object = bpf_object__open_mem(bundle.elf.data(), bundle.elf.size(), nullptr);
  ASSERT_NE(object, nullptr);
  const btf* types = bpf_object__btf(object);
  ASSERT_NE(types, nullptr);
  EXPECT_GT(btf__find_by_name_kind(types, "begin_0", BTF_KIND_FUNC), 0);
  EXPECT_GT(btf__find_by_name_kind(types, ".maps", BTF_KIND_DATASEC), 0);
  EXPECT_NE(bpf_object__find_map_by_name(object, kLedgerMap), nullptr);
  bpf_object__close(object);
}

TEST(Core, SourceLinesAreInTheObject) {
  const bundle::Bundle bundle = CompileOrFail(PidOfCurrentTask());
  EXPECT_NE(bundle.elf.find("begin { @x = 1 }"), std::string::npos) << "line info carries the script's text";
}

}  // namespace
}  // namespace sonde::test
