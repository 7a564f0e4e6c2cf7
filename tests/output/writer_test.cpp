// Tests of both writers against the examples of cli-and-output.md 12, 13 and 17.
#include "output/formats.h"

#include <gtest/gtest.h>

#include "values.h"

namespace sonde::output {
namespace {

class WriterTest : public testing::Test {
 protected:
  std::string TakeText() { return std::exchange(out_.buffer(), {}); }
  std::string TakeJson() { return std::exchange(json_out_.buffer(), {}); }
  std::string TakeMessages() { return std::exchange(messages_.buffer(), {}); }
  void Map(const MapData& map, uint32_t top = 0, uint32_t divisor = 0) {
    const PrintOptions options{.top = top, .divisor = divisor, .percentiles = {}};
    text_->PrintMap(map, options);
    json_->PrintMap(map, options);
  }

  Stream out_, messages_, json_out_;
  ConsoleNotices console_{messages_, out_};
  std::unique_ptr<Sink> text_ = MakeTextWriter(out_);
  std::unique_ptr<Sink> json_ = MakeJsonWriter(json_out_);
};

TEST_F(WriterTest, ScalarAndKeyedMaps) {
  Map({"@a", false, Aggregation::None, {{{}, Int(1)}}});
  EXPECT_EQ(TakeText(), "@a: 1\n");
  EXPECT_EQ(TakeJson(), "{\"type\": \"map\", \"data\": {\"@a\": 1}}\n");
  Map({"@b", true, Aggregation::None, {{Str("y"), Int(1)}, {Str("x"), Int(2)}}});
  EXPECT_EQ(TakeText(), "@b[y]: 1\n@b[x]: 2\n");
  EXPECT_EQ(TakeJson(), "{\"type\": \"map\", \"data\": {\"@b\": {\"y\": 1, \"x\": 2}}}\n");
  Map({"@", true, Aggregation::Count, {{Tup({Int(1), Str("bash it")}), Int(3)}}});
  EXPECT_EQ(TakeText(), "@[1, bash it]: 3\n");
  EXPECT_EQ(TakeJson(), "{\"type\": \"map\", \"data\": {\"@\": {\"1,bash it\": 3}}}\n");
  Map({"@empty", true, Aggregation::None, {}});
  EXPECT_EQ(TakeText() + TakeJson(), "");
}

TEST_F(WriterTest, TopAndDivisor) {
  const MapData map{"@b", true, Aggregation::None, {{Int(1), Int(10)}, {Int(2), Int(20)}, {Int(3), Int(30)}}};
  Map(map, 2, 10);
  EXPECT_EQ(TakeText(), "@b[2]: 2\n@b[3]: 3\n");
  EXPECT_EQ(TakeJson(), "{\"type\": \"map\", \"data\": {\"@b\": {\"2\": 2, \"3\": 3}}}\n");
}

TEST_F(WriterTest, StackKeysAndValues) {
  const Value stack{Stack{.frames = {{.symbol = "main", .offset = 5}}}};
  Map({"@s", true, Aggregation::Count, {{stack, Int(5)}}});
  EXPECT_EQ(TakeText(), "@s[\n        main+5\n]: 5\n");
  EXPECT_EQ(TakeJson(), "{\"type\": \"map\", \"data\": {\"@s\": {\"\\nmain+5\\n\": 5}}}\n");
  text_->Print(stack);
  EXPECT_EQ(TakeText(), "\n        main+5\n\n");
}

TEST_F(WriterTest, Statistics) {
  Map({"@st", false, Aggregation::Stats, {{{}, output::Statistics{true, 4, 48}}}});
  EXPECT_EQ(TakeText(), "@st: { .count = 4, .average = 12, .total = 48 }\n");
  EXPECT_EQ(TakeJson(),
            "{\"type\": \"stats\", \"data\": {\"@st\": {\"count\": 4, \"average\": 12, \"total\": 48}}}\n");
  Map({"@avg", true, Aggregation::Avg, {{Int(1), output::Statistics{true, 4, 48}}}}, 0, 2);
  EXPECT_EQ(TakeText(), "@avg[1]: 6\n");
  EXPECT_EQ(TakeJson(), "{\"type\": \"stats\", \"data\": {\"@avg\": {\"1\": 6}}}\n");
}

TEST_F(WriterTest, Histograms) {
  Map({"@h", false, Aggregation::Hist, {{{}, Hist({1, 2, 0, 6})}}});
  EXPECT_EQ(TakeText().substr(0, 13), "@h:\n(..., 0) ");
  EXPECT_EQ(TakeJson(),
            "{\"type\": \"hist\", \"data\": {\"@h\": [{\"max\": -1, \"count\": 1},{\"min\": 0, \"max\": 0, "
            "\"count\": 2},"
            "{\"min\": 1, \"max\": 1, \"count\": 0},{\"min\": 2, \"max\": 3, \"count\": 6}]}}\n");
  Map({"@l",
       true,
       Aggregation::Lhist,
       {{Str("k"), Histogram{{.kind = Buckets::Kind::Linear, .max = 10, .step = 10}, {1, 0, 1}}}}});
  EXPECT_EQ(TakeText().substr(0, 17), "@l[k]:\n(..., 0)  ");
  EXPECT_EQ(TakeJson(),
            "{\"type\": \"hist\", \"data\": {\"@l\": {\"k\": [{\"max\": -1, \"count\": 1},{\"min\": 0, "
            "\"max\": 9, \"count\": 0},"
            "{\"min\": 10, \"count\": 1}]}}}\n");
  Map({"@z", false, Aggregation::Hist, {{{}, Hist({0, 0})}}});
  EXPECT_EQ(TakeText(), "@z:\n\n");
  EXPECT_EQ(TakeJson(), "{\"type\": \"hist\", \"data\": {\"@z\": []}}\n");
}

TEST_F(WriterTest, EnvelopesAndMessages) {
  EXPECT_EQ(text_->notices(), nullptr);
  const std::pair<Sink*, NoticeSink*> both[] = {{text_.get(), &console_}, {json_.get(), json_->notices()}};
  for (const auto& [writer, notices] : both) {
    notices->AttachedProbes(1);
    notices->AttachedProbes(2);
    const Value values[] = {Str("hi")};
    writer->Printf(Formatter("%s\n"), values);
    writer->Text(EventKind::Time, "12:00\n");
    writer->Print(Tup({Int(1), Str("q")}));
    notices->LostEvents(3);
    writer->BeginSnapshot(true);
    notices->TotalLost(3);
  }
  EXPECT_EQ(TakeText(), "hi\n12:00\n(1, q)\n\n\n");
  EXPECT_EQ(TakeMessages(),
            "Attached 1 probe\nAttached 2 probes\nLost 3 events\nWARNING: Total lost event count: 3\n");
  EXPECT_EQ(TakeJson(),
            "{\"type\": \"attached_probes\", \"count\": 1, \"data\": {\"probes\": 1}}\n"
            "{\"type\": \"attached_probes\", \"count\": 2, \"data\": {\"probes\": 2}}\n"
            "{\"type\": \"printf\", \"data\": \"hi\\n\"}\n"
            "{\"type\": \"time\", \"data\": \"12:00\\n\"}\n"
            "{\"type\": \"value\", \"data\": [1,\"q\"]}\n"
            "{\"type\": \"lost_events\", \"count\": 3, \"data\": {\"events\": 3}}\n");
}

TEST_F(WriterTest, HelpersThatFailed) {
  Problem problem;
  problem.message = "Map full";
  problem.helper = "map_update_elem";
  problem.code = -7;
  problem.map = "@a";
  problem.count = 2;
  for (NoticeSink* notices : {static_cast<NoticeSink*>(&console_), json_->notices()})
    notices->Report(problem);
  EXPECT_EQ(TakeMessages(),
            "WARNING: Map full\nAdditional Info - helper: map_update_elem, retcode: -7, map: @a, times: 2\n");
  EXPECT_EQ(
      TakeJson(),
      "{\"type\": \"helper_error\", \"msg\": \"Map full\", \"helper\": \"map_update_elem\", \"retcode\": -7, "
      "\"map\": \"@a\", \"count\": 2}\n");
}

TEST_F(WriterTest, ProblemsAndLedger) {
  const Problem problem{"Divide or modulo by 0", "", {}, "", 3, "stdin", 1, 9, 12, "begin { 1/$x }"};
  const LedgerLine line{"missed", "kprobe:f", 2};
  for (NoticeSink* notices : {static_cast<NoticeSink*>(&console_), json_->notices()}) {
    notices->Report(problem);
    notices->Ledger({&line, 1});
  }
  EXPECT_EQ(TakeMessages(),
            "stdin:1:9-12: WARNING: Divide or modulo by 0\nAdditional Info - times: 3\nbegin { 1/$x }\n      "
            "  ~~~\n"
            "ledger: kprobe:f: 2 missed\n");
  EXPECT_EQ(TakeJson(),
            "{\"type\": \"runtime_error\", \"msg\": \"Divide or modulo by 0\", \"filename\": \"stdin\", "
            "\"line\": 1, "
            "\"col\": 9, \"count\": 3}\n"
            "{\"type\": \"ledger\", \"data\": [{\"kind\": \"missed\", \"subject\": \"kprobe:f\", \"count\": "
            "2}]}\n");
}

TEST_F(WriterTest, Costs) {
  const std::vector<ProbeCost> rows = {{"kprobe:f", 1000, 123456789, 3, 0}, {"kprobe:\033[1mg", 0, 0, 0, 12}};
  for (NoticeSink* notices : {static_cast<NoticeSink*>(&console_), json_->notices()})
    notices->Costs(rows, 2000000000);
  EXPECT_EQ(TakeMessages(),
            "stats: traced for 2.000 s\n"
            "runs  ns/run       ms  % of a CPU  missed  lost  probe\n"
            "1000  123457  123.457        6.17       3     0  kprobe:f\n"
            "   0       -    0.000        0.00       0    12  kprobe:\033[1mg\n"
            "1000  123457  123.457        6.17       3    12  all\n");
  EXPECT_EQ(
      TakeJson(),
      "{\"type\": \"costs\", \"traced_ns\": 2000000000, \"data\": [{\"probe\": \"kprobe:f\", \"runs\": 1000, "
      "\"run_ns\": 123456789, \"missed\": 3, \"events_lost\": 0},{\"probe\": \"kprobe:\\u001b[1mg\", "
      "\"runs\": 0, \"run_ns\": 0, \"missed\": 0, \"events_lost\": 12}]}\n");
}

// A run that could not be timed has no share.
TEST_F(WriterTest, CostsOfNoTime) {
  const ProbeCost row{"begin", 1, 50, 0, 0};
  console_.Costs({&row, 1}, 0);
  EXPECT_EQ(TakeMessages(),
            "stats: traced for 0.000 s\nruns  ns/run     ms  % of a CPU  missed  lost  probe\n"
            "   1      50  0.000           -       0     0  begin\n");
}

TEST_F(WriterTest, SnapshotsBeforeTheEndAreMapsAlone) {
  const MapData map{"@a", false, Aggregation::None, {{{}, Int(1)}}};
  for (Sink* writer : {text_.get(), json_.get()}) {
    writer->BeginSnapshot(false);
    writer->SnapshotMap(map);
  }
  EXPECT_EQ(TakeText(), "@a: 1\n");
  EXPECT_EQ(TakeJson(), "{\"type\": \"map\", \"data\": {\"@a\": 1}}\n");
}

TEST_F(WriterTest, MessagesEndTheirLines) {
  console_.Message("one");
  console_.Message("two\nthree\n");
  EXPECT_EQ(TakeMessages(), "one\ntwo\nthree\n");
}

}  // namespace
}  // namespace sonde::output
