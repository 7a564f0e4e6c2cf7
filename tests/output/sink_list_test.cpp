// Tests of several sinks as one.
#include "output/sink_list.h"

#include <gtest/gtest.h>

#include "output/formats.h"
#include "values.h"

namespace sonde::output {
namespace {

class SinkListTest : public testing::Test {
 protected:
  static std::string Take(Stream& stream) { return std::exchange(stream.buffer(), {}); }
  void Tell() {
    const Value values[] = {Int(1)};
    list_.AttachedProbes(1);
    list_.Printf(Formatter("%d\n"), values);
    list_.BeginSnapshot(false);
    list_.SnapshotMap({"@a", false, Aggregation::None, {{{}, Int(7)}}});
    list_.LostEvents(2);
  }

  Stream out_, messages_, json_;
  ConsoleNotices console_{messages_, out_};
  SinkList list_{console_};
};

constexpr char kNotices[] = "Attached 1 probe\nLost 2 events\n";
constexpr char kJsonBanner[] = "{\"type\": \"attached_probes\", \"count\": 1, \"data\": {\"probes\": 1}}\n";

TEST_F(SinkListTest, EverySinkTakesEverything) {
  list_.Add(MakeTextWriter(out_));
  list_.Add(MakeJsonWriter(json_));
  Tell();
  EXPECT_EQ(Take(out_), "1\n@a: 7\n");
  EXPECT_EQ(Take(messages_), kNotices);
  EXPECT_EQ(
      Take(json_),
      kJsonBanner + std::string("{\"type\": \"printf\", \"data\": \"1\\n\"}\n"
                                "{\"type\": \"map\", \"data\": {\"@a\": 7}}\n"
                                "{\"type\": \"lost_events\", \"count\": 2, \"data\": {\"events\": 2}}\n"));
}

TEST_F(SinkListTest, ConsoleIsSilentWhereTheSinkTakesTheNotices) {
  list_.Add(MakeJsonWriter(json_));
  Tell();
  EXPECT_EQ(Take(messages_), "");
  list_.Message("ERROR: what has no other form");
  EXPECT_EQ(Take(messages_), "ERROR: what has no other form\n");
}

TEST_F(SinkListTest, NoticesAreNotLostWithoutSinks) {
  Tell();
  EXPECT_EQ(Take(messages_), kNotices);
}

}  // namespace
}  // namespace sonde::output
