// Tests of src/probes/watchpoint.cpp.
#include "probe_testing.h"

namespace sonde {
namespace {

using ::testing::ElementsAre;

class WatchpointTest : public ProbeTest {};

TEST_F(WatchpointTest, AddressLengthAndMode) {
  EXPECT_EQ(Parse("watchpoint:0x1000:8:w"), "watchpoint:4096:8:w");
  EXPECT_EQ(Parse("w:4097:1:w"), "watchpoint:4097:1:w");
  EXPECT_EQ(Parse("w:0x1003:4:x"), "watchpoint:4099:4:x") << "instructions begin anywhere";
  EXPECT_EQ(Parse("w:0x1000:2:wr"), "watchpoint:4096:2:rw");
  const auto spec = ParseSpec("w:0xffffffff81000000:4:w");
  EXPECT_EQ(spec->As<WatchSpec>().address, 0xffffffff81000000ULL);
  EXPECT_EQ(spec->As<WatchSpec>().length, 4U);
}

TEST_F(WatchpointTest, SaysWhatIsWrong) {
  EXPECT_EQ(Parse("w:0:8:w"), "watchpoint must be attached to a non-zero address");
  for (const char* length : {"0", "3", "16", "x", "-1", "1s", ""})
    EXPECT_EQ(Parse(std::string("w:8:") + length + ":w"), "watchpoint length must be one of (1,2,4,8)")
        << length;
  for (const char* mode : {"", "q", "rwq", "W"})
    EXPECT_EQ(Parse(std::string("w:8:8:") + mode), "watchpoint mode must be combination of (r,w,x)") << mode;
  EXPECT_EQ(Parse("w:8:8:ww"), "watchpoint modes may not be duplicated");
  EXPECT_EQ(Parse("w:8:8:rwx"), "invalid watchpoint mode: rwx");
  EXPECT_EQ(Parse("w:9:8:w"), "watchpoint address must be a multiple of its length, 8");
  EXPECT_EQ(Parse("w:main:8:w"), "Invalid address of watchpoint probe: invalid integer: main");
  EXPECT_EQ(Parse("w:-8:8:w"), "Invalid address of watchpoint probe: invalid integer: -8");
  EXPECT_EQ(Parse("w:8:8"), "watchpoint probe type requires 3 to 5 arguments, found 2");
}

TEST_F(WatchpointTest, AnArgumentOfAFunction) {
  EXPECT_EQ(Parse("w:/usr/bin/app:work+arg1:8:w"),
            "watchpoint on an argument of a function needs a process: -p or -c");
  context_.has_child = true;
  EXPECT_THAT(Names("w:/usr/bin/app:work+arg1:8:w"), ElementsAre("watchpoint:/usr/bin/app:work+arg1:8:w"));
  EXPECT_EQ(Parse("aw:work+arg0:8:w"), "the asyncwatchpoint probe has an empty target");
  context_.child_program = "/usr/bin/app";
  EXPECT_EQ(Parse("aw:work+arg0:8:w"), "asyncwatchpoint:/usr/bin/app:work+arg0:8:w");
  const auto probes = Expanded("aw:work+arg0:8:w");
  ASSERT_EQ(probes.size(), 1U);
  const WatchSpec& watch = probes[0].spec.As<WatchSpec>();
  EXPECT_EQ(watch.argument, 0U);
  EXPECT_EQ(watch.function->spec.kind, ProbeKind::Uprobe);
  EXPECT_EQ(watch.function->spec.name, "uprobe:/usr/bin/app:work");
  EXPECT_EQ(Parse("w:/usr/bin/app:work+argx:8:w"),
            "watchpoint takes FUNCTION+argN: the argument that points to what is watched");
}

TEST_F(WatchpointTest, AnotherMachineIsToldTheProcess) {
  context_.this_kernel = false;
  EXPECT_EQ(Parse("w:/usr/bin/app:work+arg1:8:w"), "watchpoint:/usr/bin/app:work+arg1:8:w");
}

#if defined(__x86_64__)
TEST_F(WatchpointTest, TheProcessorCannotTellReadsAlone) {
  EXPECT_EQ(Parse("w:8:8:r"), "invalid watchpoint mode: r");
  EXPECT_THAT(hints_, ElementsAre("this processor has w, rw, x"));
}
#endif

}  // namespace
}  // namespace sonde
