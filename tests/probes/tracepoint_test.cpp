// Tests of src/probes/tracepoint.cpp: matching, arguments, what is said when nothing matches.
#include "probe_testing.h"

namespace sonde {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TracepointTest : public ProbeTest {
 protected:
  ProbeArgument Argument(const std::string& probe, const std::string& name) {
    const auto arguments = DescribeArguments(*ParseSpec(probe), *host_);
    if (arguments) {
      for (const auto& argument : *arguments) {
        if (argument.name == name) return argument;
      }
    }
    ADD_FAILURE() << probe << " has no " << name;
    return {name, NoneType()};
  }
};

TEST_F(TracepointTest, WildcardsInBothParts) {
  EXPECT_THAT(Names("tracepoint:sched:sched_switch"), ElementsAre("tracepoint:sched:sched_switch"));
  EXPECT_THAT(Names("tracepoint:syscalls:sys_*_read"),
              ElementsAre("tracepoint:syscalls:sys_enter_read", "tracepoint:syscalls:sys_exit_read"));
  EXPECT_THAT(Names("t:*:*exec"), ElementsAre("tracepoint:sched:sched_process_exec"));
  EXPECT_THAT(Names("t:*switch*"), ElementsAre("tracepoint:sched:sched_switch"));
}

TEST_F(TracepointTest, MissingOnes) {
  EXPECT_THAT(Names("tracepoint:sched:sched_swich"), IsEmpty());
  EXPECT_EQ(messages_, "No matches for tracepoint sched:sched_swich.");
  EXPECT_THAT(hints_, ElementsAre("did you mean tracepoint:sched:sched_switch?"));
  Names("tracepoint:task:sched_switch");
  EXPECT_THAT(hints_, ElementsAre("did you mean tracepoint:sched:sched_switch?"));
  EXPECT_EQ(Parse("tracepoint:sched:"), "the tracepoint probe has an empty event");
  EXPECT_EQ(Parse("tracepoint::x"), "the tracepoint probe has an empty category");
}

TEST_F(TracepointTest, MissingProbesDecidesHowLoud) {
  context_.missing = ProbeContext::Missing::Warn;
  EXPECT_THAT(Names("tracepoint:a:b"), IsEmpty());
  EXPECT_EQ(messages_, "No matches for tracepoint a:b. Skipping.");
  context_.missing = ProbeContext::Missing::Ignore;
  EXPECT_THAT(Names("tracepoint:a:b"), IsEmpty());
  EXPECT_EQ(messages_, "");
}

TEST_F(TracepointTest, TooManyPrograms) {
  context_.max_programs = 3;
  EXPECT_THAT(Names("tracepoint:*:*"), IsEmpty());
  EXPECT_EQ(
      messages_,
      "Your program is trying to generate more than 8 BPF programs, which exceeds the current limit of 3");
}

TEST_F(TracepointTest, ArgumentsOfSystemCalls) {
  const ProbeArgument name = Argument("t:syscalls:sys_enter_openat", "filename");
  EXPECT_EQ(Spell(*name.type), "int8 *");
  EXPECT_EQ(name.type->space, AddressSpace::User);
  EXPECT_EQ(name.place.kind, Place::Kind::Context);
  EXPECT_EQ(name.place.offset, 24u);
  EXPECT_EQ(Spell(*Argument("t:syscalls:sys_enter_openat", "dfd").type), "int64");
  EXPECT_EQ(Spell(*Argument("t:syscalls:sys_enter_openat", "mode").type), "uint64");
  EXPECT_EQ(Spell(*Argument("t:syscalls:sys_exit_read", "ret").type), "int64");
  EXPECT_EQ(Spell(*Argument("t:syscalls:sys_enter_read", "count").type), "uint64");
}

TEST_F(TracepointTest, ArgumentsOfOthers) {
  EXPECT_EQ(Spell(*Argument("t:sched:sched_switch", "prev_comm").type), "string[16]");
  EXPECT_EQ(Spell(*Argument("t:sched:sched_switch", "prev_pid").type), "int32");
  EXPECT_EQ(Spell(*Argument("t:sched:sched_switch", "prev_state").type), "int64");
  EXPECT_TRUE(Argument("t:sched:sched_switch", "common_pid").is_common);
  EXPECT_FALSE(Argument("t:sched:sched_switch", "next_pid").is_common);
  const ProbeArgument file = Argument("t:sched:sched_process_exec", "filename");
  EXPECT_EQ(file.place.kind, Place::Kind::Dereference);
  EXPECT_EQ(Spell(*file.type), "int8 *");
  EXPECT_EQ(file.type->space, AddressSpace::Kernel);
  EXPECT_EQ(file.place.offset, 8u);
}

TEST_F(TracepointTest, ArgumentsOfNothing) {
  AttachSpec spec = *ParseSpec("t:sched:sched_switch");
  spec.As<TracepointSpec>().event = "nothing";
  EXPECT_FALSE(DescribeArguments(spec, *host_).ok());
}

}  // namespace
}  // namespace sonde
