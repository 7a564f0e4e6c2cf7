// Attach points on programs with debug information: arguments, source lines, inlined functions, listings.
#include <gmock/gmock.h>

#include "host/host_view.h"
#include "probes/attach_point.h"
#include "samples.h"

namespace sonde::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ProbesTest : public ::testing::Test {
 protected:
  ProbesTest() { context_.host = host_.get(); }

  std::vector<ExpandedProbe> Expanded(const std::string& text) {
    diags_ = Diagnostics();
    const auto spec = ParseAttachPoint(text, {0, static_cast<uint32_t>(text.size())}, context_, diags_);
    return spec ? Expand(*spec, false, context_, diags_) : std::vector<ExpandedProbe>();
  }
  std::string Arguments(const std::string& text) {
    const auto probes = Expanded(text);
    if (probes.empty()) return "no probe";
    const auto arguments = DescribeArguments(probes[0].spec, *host_);
    if (!arguments) {
      const auto& error = arguments.error();
      return error.Text() + (error.hints.empty() ? "" : "; " + error.hints[0]);
    }
    std::string names;
    for (const auto& argument : *arguments)
      names += (names.empty() ? "" : " ") + argument.name;
    return names;
  }
  std::string Message() {
    if (diags_.all().empty()) return "";
    std::string text = diags_.all()[0].message;
    for (const auto& hint : diags_.all()[0].hints)
      text += "; " + hint;
    return text;
  }

  std::unique_ptr<HostView> host_ =
      MakeRealHost({.debug_info = [](const std::string& path) { return MakeDwarf(path); }});
  ProbeContext context_;
  Diagnostics diags_;
};

TEST_F(ProbesTest, NamedArguments) {
  const std::string args = Sample("gcc5", "args");
  EXPECT_EQ(Arguments("uprobe:" + args + ":follow"), "list text");
  EXPECT_THAT(Arguments("uprobe:" + args + ":nothing"), HasSubstr("nothing() takes none"));
  context_.unsafe = true;  // compilers differ in where an instruction begins
  EXPECT_THAT(Arguments("uprobe:" + args + ":follow+4"), HasSubstr("first instruction"));
  context_.unsafe = false;
  EXPECT_THAT(Arguments("uprobe:" + args + ":f*"), HasSubstr("Cannot read function parameters"));
  EXPECT_THAT(Arguments("uretprobe:" + args + ":follow"), HasSubstr("can only be used with"));
  EXPECT_THAT(Arguments("uprobe:" + args + ":_start"), HasSubstr("does not describe _start"));
  EXPECT_EQ(Arguments("uprobe:" + Sample("gcc5", "shapes") + ":cpp:\"overloaded(char const*)\""), "text");
  EXPECT_THAT(Arguments("uprobe:" + Sample("gcc5", "shapes") + ":cpp:overloaded"), HasSubstr("name one"));
}

TEST_F(ProbesTest, SourceLines) {
  const std::string args = Sample("gcc5", "args0");
  const auto probes = Expanded("uprobe:" + args + "@args.c:71");
  ASSERT_EQ(probes.size(), 1U) << Message();
  EXPECT_TRUE(probes[0].spec.As<UserSpec>().address.has_value());
  EXPECT_EQ(probes[0].spec.name, "uprobe:" + args + "@args.c:71");
  EXPECT_TRUE(Expanded("uprobe:" + args + "@args.c:1").empty());
  EXPECT_THAT(Message(), HasSubstr("Unable to map 'args.c:1' to address"));
  EXPECT_TRUE(Expanded("uprobe:" + Sample("stripped", "args") + "@args.c:71").empty());
  EXPECT_THAT(Message(), HasSubstr("No DWARF debug info found"));
}

TEST_F(ProbesTest, InlinedFunctionsAreReported) {
  EXPECT_TRUE(Expanded("uprobe:" + Sample("gcc5", "shapes") + ":only_inlined").empty());
  EXPECT_THAT(Message(),
              HasSubstr("only_inlined is inlined, it has no code of its own: in around at shapes.cpp:"));
  EXPECT_THAT(Message(), HasSubstr("or a source line: uprobe:"));
}

TEST_F(ProbesTest, Listings) {
  const std::string args = Sample("gcc5", "args");
  EXPECT_THAT(ListProbes("uprobe:" + args + ":many", false, context_),
              ElementsAre("uprobe:" + args + ":many"));
  EXPECT_THAT(ListProbes("uprobe:" + args + ":follow", true, context_),
              ElementsAre("uprobe:" + args + ":follow", "    struct node* list", "    const char* text"));
  std::vector<std::string> warnings;
  const std::string stripped = Sample("stripped", "args");
  EXPECT_THAT(ListProbes("uprobe:" + stripped + ":follow", true, context_, &warnings),
              ElementsAre("uprobe:" + stripped + ":follow"));
  EXPECT_THAT(warnings, ElementsAre("No DWARF found for \"" + stripped + "\", cannot show parameter info"));
}

}  // namespace
}  // namespace sonde::test
