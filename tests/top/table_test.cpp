// Tests of rows between two looks, and of their text and JSON.
#include "top/table.h"

#include <gtest/gtest.h>

namespace sonde::top {
namespace {

constexpr uint64_t kSecond = 1000000000;

Interval Of(uint64_t nanoseconds, uint64_t cost_of_run = 0) {
  return {nanoseconds, [cost_of_run](uint64_t runs) { return runs * cost_of_run; }};
}

Table Example() {
  const Programs before = {{3, {"kprobe", "slow", 0, 100, 1000000, 0}}, {5, {"xdp", "idle", 0, 7, 700, 0}}};
  const Programs now = {{3, {"kprobe", "slow", 0, 300, 41000000, 2}},
                        {5, {"xdp", "idle", 0, 7, 700, 0}},
                        {9, {"tracing", "a\033[2Jb\n", 1000, 1000, 60000, 0}}};
  const Owners owners = {{3, {{42, "sonde"}, {43, "x\ty"}}}};
  return MakeTable(before, now, owners, Of(2 * kSecond, 10));
}

TEST(TableTest, WhatHappenedBetweenTwoLooks) {
  const Table table = Example();
  ASSERT_EQ(table.rows.size(), 3u);
  EXPECT_EQ(table.rows[0].id, 3u);
  EXPECT_EQ(table.rows[0].program.runs, 200u);
  EXPECT_EQ(table.rows[0].program.nanoseconds, 40000000u - 2000);  // without what measuring costs
  EXPECT_EQ(table.rows[0].program.missed, 2u);
  EXPECT_EQ(table.rows[1].id, 9u);  // loaded since
  EXPECT_EQ(table.rows[1].program.runs, 1000u);
  EXPECT_EQ(table.rows[1].program.nanoseconds, 50000u);
  EXPECT_EQ(table.rows[2].program.runs, 0u);
}

// Measuring that was cheaper than it is on average makes no time out of nothing.
TEST(TableTest, TimesAreNeverNegative) {
  const Table table = MakeTable({}, {{1, {"kprobe", "f", 0, 10, 50, 0}}}, {}, Of(kSecond, 100));
  EXPECT_EQ(table.rows[0].program.nanoseconds, 0u);
}

TEST(TableTest, Text) {
  EXPECT_EQ(TableText(Example(), 0, 0),
            "3 BPF programs, 2.00 % of a CPU\n"
            "id  type     name           runs/s  ns/run  % of a CPU  owner\n"
            " 3  kprobe   slow              100  199990        2.00  sonde(42) x\ty(43)\n"
            " 9  tracing  a\\x1b[2Jb\\x0a     500      50        0.00\n"
            "and 1 that did not run\n");
}

TEST(TableTest, AsMuchAsFits) {
  EXPECT_EQ(TableText(Example(), 4, 20),
            "3 BPF programs, 2.00 % of a CPU\n"
            "id  type    name  ru\n"
            " 3  kprobe  slow    \n"
            "and 2 more\n");
  EXPECT_EQ(TableText(Example(), 5, 20),
            "3 BPF programs, 2.00 % of a CPU\n"
            "id  type     name   \n"
            " 3  kprobe   slow   \n"
            " 9  tracing  a\\x1b[2\n"
            "and 1 that did not run\n");
}

TEST(TableTest, Nobody) {
  EXPECT_EQ(TableText({kSecond, {}}, 0, 0),
            "0 BPF programs, 0.00 % of a CPU\nid  type  name  runs/s  ns/run  % of a CPU  owner\n");
}

TEST(TableTest, Json) {
  Table table = Example();
  table.rows.resize(2);
  EXPECT_EQ(
      TableJson(table),
      "{\"type\": \"top\", \"interval_ns\": 2000000000, \"data\": [{\"id\": 3, \"program_type\": "
      "\"kprobe\", \"name\": \"slow\", \"uid\": 0, \"runs\": 200, \"run_ns\": 39998000, \"missed\": 2, "
      "\"owners\": [{\"pid\": 42, \"comm\": \"sonde\"},{\"pid\": 43, \"comm\": \"x\\ty\"}]},{\"id\": 9, "
      "\"program_type\": \"tracing\", \"name\": \"a\\u001b[2Jb\\n\", \"uid\": 1000, \"runs\": 1000, "
      "\"run_ns\": 50000, \"missed\": 0, \"owners\": []}]}\n");
}

}  // namespace
}  // namespace sonde::top
