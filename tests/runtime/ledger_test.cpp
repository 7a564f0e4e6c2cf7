// Tests of src/runtime/ledger.cpp: every row of defs/ledger.def is told by its name.
#include "runtime/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <span>
#include <string>
#include <vector>

#include "fake_machine.h"

namespace sonde::runtime {
namespace {

using testing::ElementsAre;

struct Told : output::NoticeSink {
  std::vector<std::string> lines;
  std::vector<output::Problem> problems;
  void Report(const output::Problem& problem) override { problems.push_back(problem); }
  void AttachedProbes(uint64_t /*count*/) override {}
  void LostEvents(uint64_t /*count*/) override {}
  void TotalLost(uint64_t /*count*/) override {}
  void Said(EventKind /*kind*/, const output::Problem& /*problem*/) override {}
  void Ledger(std::span<const output::LedgerLine> told) override {
    for (const output::LedgerLine& line : told)
      lines.push_back(line.subject + ": " + std::to_string(line.count) + " " + std::string(line.kind));
  }
  void Costs(std::span<const output::ProbeCost> /*rows*/, uint64_t /*traced_ns*/) override {}
};

class LedgerKindTest : public testing::TestWithParam<size_t> {};

TEST_P(LedgerKindTest, IsToldByItsName) {
  const LedgerKindRow& row = kLedgerKinds[GetParam()];
  bundle::Metadata metadata;
  metadata.source_name = "s.bt";
  metadata.probes.resize(1);
  metadata.probes[0].name = "begin";
  metadata.maps.resize(1);
  metadata.maps[0].name = "@m";
  metadata.locations = {{.line = 1, .column = 7, .end_column = 8, .source_line = "begin { }", .file = {}}};
  metadata.ledger = {{static_cast<LedgerKind>(GetParam()), 0}};
  FakeMachine machine;
  machine.ledger = {3};
  runtime::Ledger ledger(metadata, machine);
  ledger.Update();
  Told told;
  ledger.Write(told, {.all = true, .failed_reads = true, .more = {}});
  const char* subject = row.subject == LedgerSubject::Probe ? "begin"
                        : row.subject == LedgerSubject::Map ? "@m"
                                                            : "s.bt:1:7";
  EXPECT_THAT(told.lines, ElementsAre(std::string(subject) + ": 3 " + row.name));
  ASSERT_EQ(told.problems.size(), row.problem == nullptr ? 0u : 1u);
  if (row.problem != nullptr) EXPECT_EQ(told.problems[0].message, row.problem);
}

INSTANTIATE_TEST_SUITE_P(Rows, LedgerKindTest, testing::Range<size_t>(0, std::size(kLedgerKinds)),
                         [](const auto& info) { return std::string(kLedgerKinds[info.param].id); });

}  // namespace
}  // namespace sonde::runtime
