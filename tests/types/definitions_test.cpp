// Tests of src/types/definitions: types know their source by number, and may outlive it.
#include "types/definitions.h"

#include <gtest/gtest.h>

#include <memory>

namespace sonde::test {
namespace {

class Source final : public Definitions {
 public:
  explicit Source(bool relocatable) : relocatable_(relocatable) {}
  TypePtr FindType(std::string_view) override { return nullptr; }
  std::optional<Enumerator> FindEnumerator(std::string_view) override { return std::nullopt; }
  std::optional<StructField> FindField(const Type&, std::string_view) override { return std::nullopt; }
  std::vector<StructField> Fields(const Type&) override { return {}; }
  [[nodiscard]] bool relocatable() const override { return relocatable_; }
  [[nodiscard]] bool IsShadowed(const Type& type) override { return type.definition.id == 9; }

 private:
  bool relocatable_;
};

TEST(Definitions, AreFoundByTheTypesThatTheyMade) {
  Source kernel(true), program(false);
  EXPECT_NE(kernel.origin(), program.origin());
  EXPECT_NE(kernel.origin(), 0u);
  EXPECT_EQ(DefinitionsOf(*StructType("struct a", 8, kernel.origin(), 1)), &kernel);
  EXPECT_EQ(DefinitionsOf(*StructType("struct a", 8, program.origin(), 1)), &program);
  EXPECT_EQ(DefinitionsOf(*StructType("struct a", 8)), nullptr);
}

TEST(Definitions, ThatAreGoneAreNotFoundAndTheirNumberIsNotGivenAgain) {
  auto gone = std::make_unique<Source>(true);
  const TypePtr type = StructType("struct a", 8, gone->origin(), 1);
  EXPECT_TRUE(IsRelocatable(*type));
  gone.reset();
  EXPECT_EQ(DefinitionsOf(*type), nullptr);
  EXPECT_FALSE(IsRelocatable(*type));
  const Source next(true);
  EXPECT_NE(next.origin(), type->definition.origin);
  EXPECT_TRUE(Same(*type, *StructType("struct a", 8, type->definition.origin, 1)));
}

TEST(Definitions, RelocateWhatIsTheKernelsAndNotShadowed) {
  Source kernel(true), program(false);
  EXPECT_TRUE(IsRelocatable(*StructType("struct a", 8, kernel.origin(), 1)));
  EXPECT_FALSE(IsRelocatable(*StructType("struct a", 8, kernel.origin(), 9)));
  EXPECT_FALSE(IsRelocatable(*StructType("struct a", 8, program.origin(), 1)));
  EXPECT_FALSE(IsRelocatable(*StructType("struct a", 8)));
}

}  // namespace
}  // namespace sonde::test
