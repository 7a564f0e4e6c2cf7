// Tests of src/probes/uprobe.cpp: targets, functions, offsets, addresses, C++ names, wildcards.
#include "probe_testing.h"

namespace sonde {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class UprobeTest : public ProbeTest {};

TEST_F(UprobeTest, ResolvesTargets) {
  EXPECT_THAT(Names("uprobe:/usr/bin/app:main"), ElementsAre("uprobe:/usr/bin/app:main"));
  EXPECT_THAT(Names("uprobe:app:work+4"), ElementsAre("uprobe:/usr/bin/app:work+4"));
  EXPECT_THAT(Names("uprobe:./app:work+4"), ElementsAre("uprobe:./app:work+4"));
  EXPECT_EQ(Expanded("uprobe:./app:work").at(0).spec.As<UserSpec>().path, "/usr/bin/app");
  EXPECT_THAT(Names("uprobe:./ap*:work*"), ElementsAre("uprobe:./app:work*"));
  EXPECT_THAT(Names("ur:libdemo:demo_open"), ElementsAre("uretprobe:/usr/lib/libdemo.so.1:demo_open"));
  EXPECT_EQ(Expanded("uprobe:app:work").at(0).spec.As<UserSpec>().path, "/usr/bin/app");
}

TEST_F(UprobeTest, WithAProcessItsExecutable) {
  EXPECT_EQ(Parse("uprobe::main"), "the uprobe probe has an empty target");
  context_.pids = {1, 2};
  EXPECT_THAT(Names("uprobe:main"), ElementsAre("uprobe:/usr/bin/app:main"));
}

TEST_F(UprobeTest, Addresses) {
  const auto probes = Expanded("uprobe:app:0x401174");
  ASSERT_EQ(probes.size(), 1u);
  EXPECT_EQ(probes[0].spec.As<UserSpec>().address, 0x401174u);
  EXPECT_EQ(probes[0].spec.name, "uprobe:/usr/bin/app:4198772");
  EXPECT_THAT(Names("uprobe:app:0x999999"), IsEmpty());
  EXPECT_EQ(messages_, "Could not resolve address: 0x999999");
  context_.unsafe = true;
  EXPECT_EQ(Names("uprobe:app:0x999999").size(), 1u);
  EXPECT_EQ(messages_, "Could not resolve address: 0x999999");
}

// All instructions of the made-up machine have four bytes.
TEST_F(UprobeTest, OnlyWhereAnInstructionBegins) {
  EXPECT_THAT(Names("uprobe:./app:work+6"), IsEmpty());
  EXPECT_EQ(messages_, "Could not add uprobe into middle of instruction: ./app:work+6");
  EXPECT_THAT(hints_, ElementsAre("instructions begin at uprobe:./app:work+4 and uprobe:./app:work+8"));
  EXPECT_THAT(Names("uprobe:./app:work+1"), IsEmpty());
  EXPECT_THAT(hints_, ElementsAre("instructions begin at uprobe:./app:work and uprobe:./app:work+4"));
  EXPECT_THAT(Names("uprobe:./app:work+0x1f"), IsEmpty());
  EXPECT_THAT(hints_, ElementsAre("instructions begin at uprobe:./app:work+28"));
  EXPECT_THAT(Names("uprobe:./app:0x401172"), IsEmpty());
  EXPECT_EQ(messages_, "Could not add uprobe into middle of instruction: ./app:0x401172");
  EXPECT_THAT(hints_, ElementsAre("instructions begin at uprobe:./app:0x401170 and uprobe:./app:0x401174"));
  EXPECT_EQ(Expanded("uprobe:app:work+4").at(0).spec.As<UserSpec>().code_size, 4u);
  EXPECT_THAT(Names("uprobe:./app:cpp:\"foo::bar\"+2"), IsEmpty());
  EXPECT_EQ(messages_, "Could not add uprobe into middle of instruction: ./app:_ZN3foo3barEPKc+2");
  EXPECT_THAT(Names("uprobe:./app:cpp:\"foo::bar\"+4"),
              ElementsAre("uprobe:./app:_ZN3foo3barEPKc+4", "uprobe:./app:_ZN3foo3barEi+4"));
  context_.unsafe = true;
  EXPECT_EQ(Names("uprobe:./app:work+6").size(), 1u);
  EXPECT_THAT(messages_,
              ::testing::StartsWith("Could not add uprobe into middle of instruction: ./app:work+6"));
}

// A uretprobe replaces what is on top of the stack.
TEST_F(UprobeTest, ReturnsOnlyWhereFunctionsBegin) {
  EXPECT_EQ(Names("uretprobe:app:0x401170").size(), 1u);
  EXPECT_THAT(Names("uretprobe:app:0x401174"), IsEmpty());
  EXPECT_THAT(messages_, ::testing::HasSubstr("it is inside of work"));
  EXPECT_THAT(Names("uretprobe:typed:_start"), IsEmpty());
  EXPECT_THAT(messages_, ::testing::HasSubstr("it is not entered by a call"));
  EXPECT_THAT(Expanded("uretprobe:typed:*").at(0).functions, Not(::testing::Contains("_start")));
  EXPECT_THAT(Expanded("uprobe:typed:*").at(0).functions, ::testing::Contains("_start"));
}

TEST_F(UprobeTest, ForgottenCpp) {
  EXPECT_THAT(Names("uprobe:./app:\"foo::bar\""), IsEmpty());
  EXPECT_EQ(messages_, "No matches for uprobe ./app:foo::bar.");
  EXPECT_THAT(hints_, ElementsAre("did you mean uprobe:./app:cpp:\"foo::bar\"?"));
  EXPECT_THAT(Names("uprobe:./app:\"foo::bar(int)\""), IsEmpty());
  EXPECT_THAT(hints_, ElementsAre("did you mean uprobe:./app:cpp:\"foo::bar(int)\"?"));
  EXPECT_THAT(Names("uprobe:./app:bar"), IsEmpty());
  EXPECT_THAT(hints_, ElementsAre("did you mean uprobe:./app:cpp:\"foo::bar\"?"));
}

TEST_F(UprobeTest, SaysWhatIsWrong) {
  EXPECT_THAT(Names("uprobe:/no/such:main"), IsEmpty());
  EXPECT_EQ(messages_, "uprobe target file '/no/such' does not exist or is not executable");
  EXPECT_THAT(Names("uprobe:app:wrok"), IsEmpty());
  EXPECT_EQ(messages_, "No matches for uprobe /usr/bin/app:wrok.");
  EXPECT_THAT(Names("uprobe:app:empty"), IsEmpty());
  EXPECT_EQ(messages_,
            "Could not determine boundary for empty (symbol has size 0). Use --unsafe to force attachment.");
  EXPECT_EQ(Parse("uretprobe:app:work+4"), "Offset not allowed");
  EXPECT_EQ(Parse("uprobe:app:w*+4"), "wildcards are not allowed with an offset");
  EXPECT_EQ(Parse("uprobe:app*:0x1"), "wildcards are not allowed with an address");
  EXPECT_EQ(Parse("uprobe:app:go:f"), "unsupported language type: go");
  EXPECT_EQ(Parse("uprobe:app@a.c"), "expected format: uprobe:TARGET@FILE:LINE[:COL]");
  EXPECT_EQ(Parse("uprobe:app@a.c:x"), "expected format: uprobe:TARGET@FILE:LINE[:COL]");
  EXPECT_EQ(Parse("uprobe:app@a.c:3:0"), "expected format: uprobe:TARGET@FILE:LINE[:COL]");
  EXPECT_EQ(Parse("uprobe:app:main@a.c:3"), "expected format: uprobe:TARGET@FILE:LINE[:COL]");
  EXPECT_EQ(Parse("uprobe:app*@a.c:3"), "wildcards are not allowed with a source code location");
  EXPECT_EQ(Parse("uprobe:a:b:c:d"), "uprobe probe type requires 2 or 3 arguments, found 4");
  EXPECT_EQ(Parse("uretprobe:app@a.c:3"), "Source code location not allowed");
  EXPECT_THAT(Names("uprobe:app:work+0x20"), IsEmpty());
  EXPECT_EQ(messages_, "Offset outside the function bounds ('work' size is 32)");
}

TEST_F(UprobeTest, WildcardsBecomeOneProgramPerFile) {
  const auto probes = Expanded("uprobe:app:work*");
  ASSERT_EQ(probes.size(), 1u);
  EXPECT_TRUE(probes[0].multi);
  EXPECT_THAT(probes[0].functions, ElementsAre("work", "work_harder"));
  EXPECT_EQ(probes[0].spec.name, "uprobe:/usr/bin/app:work*");
  EXPECT_THAT(Names("uprobe:/usr/*/*:*o*"),
              ElementsAre("uprobe:/usr/bin/app:*o*", "uprobe:/usr/bin/typed:*o*",
                          "uprobe:/usr/lib/libdemo.so.1:*o*"));
  EXPECT_THAT(Names("uprobe:app:work*", true),
              ElementsAre("uprobe:/usr/bin/app:work", "uprobe:/usr/bin/app:work_harder"));
  EXPECT_THAT(Names("uprobe:app:zzz*"), IsEmpty());
  EXPECT_EQ(messages_, "No matches for uprobe app:zzz*.");
}

TEST_F(UprobeTest, CppNames) {
  const auto all = Expanded("uprobe:app:cpp:\"foo::bar\"");
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].functions.size(), 2u);
  EXPECT_EQ(all[0].spec.name, "uprobe:/usr/bin/app:cpp:foo::bar");
  const auto one = Expanded("uprobe:app:cpp:\"foo::bar(int)\"");
  ASSERT_EQ(one.size(), 1u);
  EXPECT_EQ(one[0].spec.As<UserSpec>().function, "_ZN3foo3barEi");
  EXPECT_EQ(one[0].spec.name, "uprobe:/usr/bin/app:cpp:foo::bar(int)");
}

}  // namespace
}  // namespace sonde
