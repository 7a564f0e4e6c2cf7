// Tests of what a refused relocation and another layout are called.
#include "runtime/kernel_types.h"
#include "support/test_dir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace sonde::runtime {
namespace {

using testing::HasSubstr;

std::unique_ptr<Btf> Sample() {
  std::ifstream file(SONDE_TEST_DIR "/support/host/btf", std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  auto btf = Btf::FromBytes(bytes.str());
  return btf.ok() ? std::move(*btf) : nullptr;
}

std::string Log(const std::string& what) {
  return "libbpf: prog 'p': -- BEGIN PROG LOAD LOG --\n10: <invalid CO-RE relocation>\n"
         "failed to resolve CO-RE relocation <byte_off> [7] " +
         what + "\nprocessed 1 insns\n-- END PROG LOAD LOG --\n";
}

bundle::Metadata Metadata(const std::string& name) {
  bundle::Metadata metadata;
  metadata.source_name = "t.bt";
  metadata.locations.push_back({1, 1, 2, "first", ""});
  metadata.locations.push_back({3, 5, 9, "  print(curtask.gone);", ""});
  metadata.kernel.names.push_back({name, 1});
  return metadata;
}

std::string Explain(const std::string& name, const std::string& rest) {
  const auto btf = Sample();
  const auto error = ExplainMissingType(Metadata(name), Log(name + rest), btf.get());
  return error ? error->message : "";
}

TEST(KernelTypes, NamesWhatIsMissing) {
  EXPECT_EQ(Explain("struct task_struct.gone", " (0:0 @ offset 4)"),
            "t.bt:3:5-9: this kernel's `struct task_struct` has no field `gone`");
  EXPECT_EQ(Explain("struct gone.pid", " (0:0 @ offset 4)"), "t.bt:3:5-9: this kernel has no `struct gone`");
  EXPECT_EQ(Explain("struct gone", ""), "t.bt:3:5-9: this kernel has no `struct gone`");
  EXPECT_EQ(Explain("enum hrtimer_mode::GONE", " = 3"),
            "t.bt:3:5-9: this kernel's `enum hrtimer_mode` has no enumerator `GONE`");
  EXPECT_EQ(Explain("enum gone::GONE", " = 3"), "t.bt:3:5-9: this kernel has no `enum gone`");
  EXPECT_EQ(Explain("struct task_struct.tgid", " (0:0 @ offset 4)"),
            "t.bt:3:5-9: the field `tgid` of `struct task_struct` is of another kind on this kernel");
}

TEST(KernelTypes, OtherFailuresAreNotItsBusiness) {
  EXPECT_FALSE(ExplainMissingType(Metadata("x"), "R1 invalid mem access 'scalar'\n", nullptr));
  const auto without =
      ExplainMissingType(Metadata("struct a.b"), Log("struct a.b (0:0 @ offset 4)"), nullptr);
  ASSERT_TRUE(without);
  EXPECT_EQ(without->message, "t.bt:3:5-9: this kernel's `struct a` has no field `b`");
  EXPECT_EQ(without->hints.at(0), "used in t.bt:3:5-9:\n  print(curtask.gone);\n    ~~~~");
}

TEST(KernelTypes, ImportedScriptsAreNamed) {
  bundle::Metadata metadata = Metadata("struct a.b");
  metadata.locations[1].file = "lib.bt";
  const auto error = ExplainMissingType(metadata, Log("struct a.b (0:0 @ offset 4)"), nullptr);
  ASSERT_TRUE(error);
  EXPECT_THAT(error->message, HasSubstr("lib.bt:3:5-9: "));
}

TEST(KernelTypes, WholeStructsMustLookTheSame) {
  const auto btf = Sample();
  bundle::Metadata metadata = Metadata("x");
  metadata.kernel.layouts.push_back({"struct list_head", 16, 1, {{"next", 0, 64}, {"prev", 64, 64}}});
  EXPECT_TRUE(CheckKernelLayouts(metadata, btf.get()).ok());
  auto& layout = metadata.kernel.layouts[0];
  layout.members[1].offset = 128;
  EXPECT_THAT(CheckKernelLayouts(metadata, btf.get()).error().message,
              HasSubstr("`struct list_head` is laid out differently on this kernel (`prev`)"));
  layout.members.clear();
  layout.size = 24;
  EXPECT_THAT(CheckKernelLayouts(metadata, btf.get()).error().message,
              HasSubstr("has 16 bytes on this kernel"));
  layout.type = "struct gone";
  EXPECT_THAT(CheckKernelLayouts(metadata, btf.get()).error().message, HasSubstr("has no `struct gone`"));
}

}  // namespace
}  // namespace sonde::runtime
