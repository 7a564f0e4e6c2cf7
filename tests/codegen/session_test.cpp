// Tests of programs that run at entry and return.
#include <bpf/libbpf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "build.h"
#include "codegen/refusal.h"

namespace sonde::codegen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

typed::Program BothEnds() {
  typed::Program program;
  test::AddMap(program, "@", nullptr, IntegerType(8, true));
  for (const ProbeKind kind : {ProbeKind::Kretprobe, ProbeKind::Kprobe}) {
    typed::Probe& probe = test::AddProbe(program, kind, std::string(RowOf(kind).name) + ":vfs_read");
    probe.target.spec.detail.emplace<KernelSpec>().function = "vfs_read";
    auto assign = test::MakeStmt<typed::AssignMap>();
    assign->value = test::Number(7);
    probe.body.statements.push_back(std::move(assign));
  }
  return program;
}

std::vector<ProbePlan> SessionOf(const typed::Program& program) {
  std::vector<ProbePlan> plan = test::PlanOf(program);
  for (ProbePlan& half : plan) {
    half.means = Means::KprobeSession;
    half.group = 0;
  }
  return plan;
}

std::vector<std::string> ProgramsOf(const std::string& elf) {
  std::vector<std::string> names;
  bpf_object* object = bpf_object__open_mem(elf.data(), elf.size(), nullptr);
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object) names.emplace_back(bpf_program__name(program));
  bpf_object__close(object);
  return names;
}

TEST(SessionTest, OneProgramForBoth) {
  const typed::Program program = BothEnds();
  const std::vector<ProbePlan> plan = SessionOf(program);
  const Source source("stdin", "kretprobe:vfs_read, kprobe:vfs_read { @ = 7 }\n");
  Lowered lowered = Lower(program, plan, source, {});
  EXPECT_EQ(lowered.Problem(), "");
  EXPECT_THAT(lowered.Ir(), HasSubstr("call i8 @bpf_session_is_return()"));
  EXPECT_THAT(lowered.Ir(), HasSubstr("@session_0_kprobe(ptr"));
  EXPECT_THAT(lowered.Ir(), HasSubstr("@session_0_kretprobe(ptr"));
  auto optimized = Optimize(std::move(lowered));
  ASSERT_TRUE(optimized.ok());
  auto bundle = Emit(std::move(*optimized), nullptr);
  ASSERT_TRUE(bundle.ok());
  EXPECT_THAT(ProgramsOf(bundle->elf), ElementsAre("session_0"));
  const auto& probes = bundle->metadata.probes;
  ASSERT_EQ(probes.size(), 2U);
  EXPECT_EQ(probes[0].program, "session_0");
  EXPECT_EQ(probes[1].program, "session_0");
  EXPECT_EQ(probes[0].kind, ProbeKind::Kretprobe);
}

TEST(SessionTest, EachProbeItsOwnOtherwise) {
  std::string ir;
  const bundle::Bundle bundle = test::CompileOrFail(BothEnds(), &ir);
  EXPECT_THAT(ir, Not(HasSubstr("session")));
  EXPECT_THAT(ProgramsOf(bundle.elf), ElementsAre("kretprobe_0", "kprobe_1"));
}

TEST(SessionTest, ARefusalNamesTheHalf) {
  bundle::Metadata metadata;
  metadata.probes.resize(2);
  metadata.probes[0].name = "kprobe:f";
  metadata.probes[0].kind = ProbeKind::Kprobe;
  metadata.probes[1].name = "kretprobe:f";
  metadata.probes[1].kind = ProbeKind::Kretprobe;
  for (bundle::ProbeMeta& probe : metadata.probes) {
    probe.program = "session_0";
    probe.means = Means::KprobeSession;
  }
  const Error error = ExplainRefusal({"stack", "session_0_kretprobe_range0", 0, 0}, metadata, false);
  EXPECT_EQ(error.hints.front(), "the probe is kretprobe:f");
}

}  // namespace
}  // namespace sonde::codegen
