// Tests of src/codegen: CO-RE relocations, BTF and line info of the object.
#include <bpf/btf.h>
#include <bpf/libbpf.h>
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
  const TypePtr task = StructType("struct task_struct", 9000, &origin, 1);
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

TEST(Core, FieldsOfOtherStructsLieWhereTheirSourceSays) {
  std::string ir;
  CompileOrFail(PidOfCurrentTask(fixed_layouts), &ir);
  EXPECT_EQ(ir.find("llvm.preserve.access.index"), std::string::npos);
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
