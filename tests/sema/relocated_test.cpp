// Tests of src/sema/relocated: which types of a program are looked for on the kernel that runs it.
#include "sema/relocated.h"

#include <gtest/gtest.h>

#include <memory>

#include "support/script_options.h"
#include "types/definitions.h"

namespace sonde::test {
namespace {

// The kernel's, but for one that it calls shadowed.
class Kernel final : public Definitions {
 public:
  TypePtr FindType(std::string_view) override { return nullptr; }
  std::optional<Enumerator> FindEnumerator(std::string_view) override { return std::nullopt; }
  std::optional<StructField> FindField(const Type&, std::string_view) override { return std::nullopt; }
  std::vector<StructField> Fields(const Type&) override { return {}; }
  [[nodiscard]] bool relocatable() const override { return true; }
  [[nodiscard]] bool IsShadowed(const Type& type) override {
    return type.definition.name == "struct shadowed";
  }

  TypePtr Make(const std::string& name, uint32_t id) const { return StructType(name, 8, origin(), id); }
};

TEST(Relocated, TypesOfValuesAndWhatIsInThem) {
  const Kernel kernel;
  const TypePtr one = kernel.Make("struct one", 1), two = kernel.Make("struct two", 2);
  const TypePtr behind = kernel.Make("struct behind", 3), hidden = kernel.Make("struct shadowed", 4);
  typed::Program program;
  typed::MapInfo map;
  map.key = TupleType({ArrayType(one, 2), PointerType(behind, AddressSpace::Kernel)});
  map.value = hidden;
  program.maps.push_back(std::move(map));
  typed::EventInfo event;
  event.args = {two};
  program.events.push_back(std::move(event));
  const typed::RelocatedTypes found = sema::FindRelocatedTypes(program);
  EXPECT_TRUE(found.Has(*one));
  EXPECT_TRUE(found.Has(*two));
  EXPECT_FALSE(found.Has(*behind));
  EXPECT_FALSE(found.Has(*hidden));
  EXPECT_FALSE(found.Has(*StructType("struct one", 8)));
}

TEST(Relocated, StructsWhoseFieldsAreReadAnywhereInAProgram) {
  for (const char* script : {"begin { print(curtask.pid); }", "begin /curtask.pid > 0/ { exit(); }",
                             "begin { while (curtask.pid > 0) { break; } }",
                             "fn f(): int64 { return curtask.pid; } begin { @ = f(); }",
                             "begin { if (pid) { @[curtask.pid] = 1 } else { exit() } }"}) {
    const Source source("test", script);
    Diagnostics diags;
    const typed::Program program = CheckScript(source, diags);
    EXPECT_FALSE(diags.has_errors()) << RenderAll(diags, Severity::Error, source);
    EXPECT_FALSE(program.relocated.empty()) << script;
  }
}

TEST(Relocated, StructsThatPointersStepOver) {
  for (const char* script :
       {"begin { $p = (struct task_struct *)8; print($p + 1); }",
        "begin { $p = (struct task_struct *)8; print($p - 1); }",
        "begin { $p = (struct task_struct *)8; $p++; }", "begin { @p = (struct task_struct *)8; --@p; }"}) {
    const Source source("test", script);
    Diagnostics diags;
    const typed::Program program = CheckScript(source, diags);
    EXPECT_FALSE(diags.has_errors()) << RenderAll(diags, Severity::Error, source);
    EXPECT_FALSE(program.relocated.empty()) << script;
  }
}

TEST(Relocated, NothingWhereNoKernelTypeIsUsed) {
  const Source source("test", "struct s { int a; }; uprobe:/bin/true:main { @ = ((struct s *)arg0).a; }");
  Diagnostics diags;
  EXPECT_TRUE(CheckScript(source, diags).relocated.empty());
}

}  // namespace
}  // namespace sonde::test
