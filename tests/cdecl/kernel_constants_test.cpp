// Kernel headers that are not there, and the constants that scripts take from them.
#include "cdecl/kernel_constants.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parse.h"

namespace sonde::test {
namespace {

// A kernel whose BTF has some enumerators and no types.
class Kernel final : public Definitions {
 public:
  explicit Kernel(std::vector<std::string> enumerators) : enumerators_(std::move(enumerators)) {}
  TypePtr FindType(std::string_view /*name*/) override { return nullptr; }
  std::optional<Enumerator> FindEnumerator(std::string_view name) override {
    const auto found = std::find(enumerators_.begin(), enumerators_.end(), name);
    return found == enumerators_.end() ? std::nullopt : std::optional(Enumerator{nullptr, 7});
  }
  std::optional<StructField> FindField(const Type& /*type*/, std::string_view /*name*/) override {
    return {};
  }
  std::vector<StructField> Fields(const Type& /*type*/) override { return {}; }

 private:
  std::vector<std::string> enumerators_;
};

Parsed Parse(const std::string& text, Kernel& kernel) {
  return ParseText(text, {}, [&](CRequest& request) {
    request.kernel = &kernel;
    request.declare = [](const std::vector<std::string>& /*names*/) { return std::string(); };
    request.warnings = true;
  });
}

std::string Macro(const Parsed& parsed, std::string_view name) {
  const auto macro = parsed.definitions->FindMacro(name);
  return macro ? macro->text : "none";
}

TEST(KernelConstants, HeadersOfTheKernel) {
  EXPECT_TRUE(IsKernelHeader("linux/mm_types.h"));
  EXPECT_TRUE(IsKernelHeader("net/sock.h"));
  EXPECT_TRUE(IsKernelHeader("asm/ptrace.h"));
  EXPECT_FALSE(IsKernelHeader("stdio.h"));
  EXPECT_FALSE(IsKernelHeader("sys/socket.h"));
  EXPECT_FALSE(IsKernelHeader("mine/linux/a.h"));
  EXPECT_FALSE(IsKernelHeader("linux/../a.h"));
}

TEST(KernelConstants, AMissingHeaderIsReplaced) {
  Kernel kernel({});
  const Parsed parsed =
      Parse("#include <linux/no_such.h>\n#include \"net/no_such.h\"\n#define MINE 5\n", kernel);
  ASSERT_NE(parsed.definitions, nullptr) << parsed.Text();
  EXPECT_EQ(parsed.definitions->missing_headers(),
            (std::vector<std::string>{"linux/no_such.h", "net/no_such.h"}));
  EXPECT_NE(parsed.Text().find(
                "test.bt:1:11-26: WARNING: the kernel header linux/no_such.h is not on this machine"),
            std::string::npos)
      << parsed.Text();
  EXPECT_EQ(Macro(parsed, "MINE"), "5");
}

TEST(KernelConstants, OtherHeadersAreMissed) {
  Kernel kernel({});
  EXPECT_EQ(Parse("#include <nosuch/header.h>\n", kernel).definitions, nullptr);
  EXPECT_EQ(ParseText("#include <linux/no_such.h>\n").definitions, nullptr)
      << "without BTF nothing replaces it";
}

TEST(KernelConstants, ValuesOfTheCLibrary) {
  Kernel kernel({});
  const Parsed parsed = Parse("#include <linux/no_such.h>\n", kernel);
  ASSERT_NE(parsed.definitions, nullptr) << parsed.Text();
  EXPECT_EQ(Macro(parsed, "AF_INET6"), "PF_INET6");
  EXPECT_EQ(Macro(parsed, "PF_INET6"), std::to_string(PF_INET6));
  EXPECT_EQ(Macro(parsed, "S_IFMT"), "__S_IFMT");
  EXPECT_EQ(Macro(parsed, "__S_IFMT"), "0170000");
  EXPECT_EQ(Macro(parsed, "PAGE_SIZE"), std::to_string(sysconf(_SC_PAGESIZE)));
  EXPECT_EQ(Macro(parsed, "PF_KTHREAD"), "0x00200000");
  EXPECT_EQ(Macro(parsed, "MINORBITS"), "20");
  EXPECT_EQ(Macro(parsed, "NO_SUCH_CONSTANT"), "none");
  EXPECT_EQ(Macro(parsed, "comm"), "none");
}

TEST(KernelConstants, TheScriptAndTheKernelComeFirst) {
  Kernel kernel({"MINORBITS"});
  const Parsed parsed =
      Parse("#include <linux/no_such.h>\n#define PF_KTHREAD 3\nenum { SECTOR_SHIFT = 4 };\n", kernel);
  ASSERT_NE(parsed.definitions, nullptr) << parsed.Text();
  EXPECT_EQ(Macro(parsed, "PF_KTHREAD"), "3");
  EXPECT_EQ(Macro(parsed, "SECTOR_SHIFT"), "none");  // an enumerator of the script
  EXPECT_EQ(Macro(parsed, "MINORBITS"), "none");     // and one of the kernel
}

TEST(KernelConstants, OnlyForScriptsThatIncludeKernelHeaders) {
  Kernel kernel({});
  EXPECT_EQ(Macro(Parse("#define X 1\n", kernel), "AF_INET"), "none");
}

TEST(KernelConstants, AllocationFlagsFollowTheKernel) {
  Kernel fixed({}), moving({"___GFP_IO_BIT"});
  const std::string text = "#include <linux/no_such.h>\n";
  EXPECT_EQ(Macro(Parse(text, fixed), "___GFP_IO"), "0x40");
  EXPECT_EQ(Macro(Parse(text, fixed), "GFP_ATOMIC"), "none");  // differs between 6.1 and 6.9
  EXPECT_EQ(Macro(Parse(text, moving), "___GFP_IO"), "( 1 << ___GFP_IO_BIT )");
}

}  // namespace
}  // namespace sonde::test
