// Tests of maps as Prometheus reads them.
#include "serve/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "output/key_parts.h"
#include "values.h"

namespace sonde::serve {
namespace {

using output::Int;
using output::MapData;
using output::Str;
using output::Tup;
using output::Unsigned;
using testing::HasSubstr;
using testing::Not;

class MetricsTest : public testing::Test {
 protected:
  std::string Write(std::vector<MapData> maps) {
    output::Snapshot snapshot;
    snapshot.milliseconds = 1234005;
    snapshot.maps = std::move(maps);
    std::string text = writer_.Write(snapshot);
    // What is not of maps is always there.
    constexpr std::string_view kEnd =
        "# HELP sonde_snapshot_timestamp_seconds when the maps were read\n"
        "# TYPE sonde_snapshot_timestamp_seconds gauge\nsonde_snapshot_timestamp_seconds 1234.005\n";
    EXPECT_TRUE(text.ends_with(kEnd)) << text;
    text.resize(text.size() - std::min(kEnd.size(), text.size()));
    const std::string head =
        "# HELP sonde_metrics_left_out entries of maps that are not here\n# TYPE sonde_metrics_left_out "
        "gauge\n";
    if (const size_t at = text.find(head); at != std::string::npos) text.erase(at, head.size());
    return text;
  }
  MetricsWriter writer_;
};

TEST_F(MetricsTest, CountsAndGauges) {
  EXPECT_EQ(Write({{"@", false, Aggregation::Count, {{{}, Int(7)}}},
                   {"@n", false, Aggregation::None, {{{}, Int(-3)}}},
                   {"@s", false, Aggregation::Sum, {{{}, Int(4)}}},
                   {"@u", false, Aggregation::Sum, {{{}, Unsigned(18446744073709551615u)}}}}),
            "# HELP sonde @, count\n# TYPE sonde counter\nsonde 7\n"
            "# HELP sonde_n @n\n# TYPE sonde_n gauge\nsonde_n -3\n"
            "# HELP sonde_s @s, sum\n# TYPE sonde_s gauge\nsonde_s 4\n"
            "# HELP sonde_u @u, sum\n# TYPE sonde_u counter\nsonde_u 18446744073709551615\n");
}

TEST_F(MetricsTest, KeysAreLabels) {
  const output::Value record{output::Record{{{"pid", Int(1)}, {"le", Int(2)}}}};
  EXPECT_EQ(Write({{"@a", true, Aggregation::Count, {{Str("a\"b\\c\nd"), Int(1)}}},
                   {"@b", true, Aggregation::Count, {{Tup({Str("x"), Int(5)}), Int(2)}}},
                   {"@c", true, Aggregation::Count, {{record, Int(3)}}},
                   {"@d", true, Aggregation::Count, {{output::Trace({"leaf", "root"}), Int(4)}}}}),
            "# HELP sonde_a @a, count\n# TYPE sonde_a counter\nsonde_a{key0=\"a\\\"b\\\\c\\nd\"} 1\n"
            "# HELP sonde_b @b, count\n# TYPE sonde_b counter\nsonde_b{key0=\"x\",key1=\"5\"} 2\n"
            "# HELP sonde_c @c, count\n# TYPE sonde_c counter\nsonde_c{pid=\"1\",le_=\"2\"} 3\n"
            "# HELP sonde_d @d, count\n# TYPE sonde_d counter\nsonde_d{key0=\"root;leaf\"} 4\n");
}

TEST_F(MetricsTest, HistogramsAddUp) {
  // Below 0, 0, 1, 2 and 3, 4 to 7.
  EXPECT_EQ(Write({{"@h", false, Aggregation::Hist, {{{}, output::Hist({0, 0, 2, 0, 3})}}}}),
            "# HELP sonde_h @h, hist\n# TYPE sonde_h histogram\nsonde_h_bucket{le=\"0\"} 0\n"
            "sonde_h_bucket{le=\"1\"} 2\nsonde_h_bucket{le=\"3\"} 2\nsonde_h_bucket{le=\"7\"} 5\n"
            "sonde_h_bucket{le=\"+Inf\"} 5\nsonde_h_count 5\n");
  // What was shown once stays, for rates.
  EXPECT_THAT(Write({{"@h", false, Aggregation::Hist, {{{}, output::Hist({0, 0, 1, 0, 0})}}}}),
              HasSubstr("sonde_h_bucket{le=\"7\"} 1\n"));
}

TEST_F(MetricsTest, LinearHistogramsHaveNegativeBounds) {
  const output::Histogram histogram{{.kind = Buckets::Kind::Linear, .min = -10, .max = 10, .step = 10},
                                    {1, 2, 4, 8}};
  EXPECT_EQ(Write({{"@l", true, Aggregation::Lhist, {{Int(1), histogram}}}}),
            "# HELP sonde_l @l, lhist\n# TYPE sonde_l histogram\nsonde_l_bucket{key0=\"1\",le=\"-11\"} 1\n"
            "sonde_l_bucket{key0=\"1\",le=\"-1\"} 3\nsonde_l_bucket{key0=\"1\",le=\"9\"} 7\n"
            "sonde_l_bucket{key0=\"1\",le=\"+Inf\"} 15\nsonde_l_count{key0=\"1\"} 15\n");
}

TEST_F(MetricsTest, StatisticsAreSummaries) {
  EXPECT_EQ(Write({{"@t",
                    false,
                    Aggregation::Stats,
                    {{{}, output::Statistics{true, 4, static_cast<uint64_t>(-20)}}}}}),
            "# HELP sonde_t @t, stats\n# TYPE sonde_t summary\nsonde_t_sum -20\nsonde_t_count 4\n");
}

// The sum of @x is sonde_x_sum, and so would be the map @x_sum.
TEST_F(MetricsTest, NamesDoNotCollide) {
  const std::string text = Write({{"@metrics_left_out", false, Aggregation::Count, {{{}, Int(1)}}},
                                  {"@x", false, Aggregation::Avg, {{{}, output::Statistics{true, 1, 2}}}},
                                  {"@x_sum", false, Aggregation::Count, {{{}, Int(5)}}}});
  EXPECT_THAT(text, HasSubstr("\nsonde_metrics_left_out_ 1\n"));
  EXPECT_THAT(text, HasSubstr("\nsonde_x_sum 2\n"));
  EXPECT_THAT(text, HasSubstr("\nsonde_x_sum_ 5\n"));
}

TEST_F(MetricsTest, WhatIsLeftOutIsCounted) {
  MapData many{"@m", true, Aggregation::Count, {}};
  for (int i = 0; i < 20005; ++i)
    many.entries.push_back({Int(i), Int(i)});
  const std::string text =
      Write({many,
             {"@same", true, Aggregation::Count, {{Str("\xff"), Int(1)}, {Str("\xfe"), Int(2)}}},
             {"@text", false, Aggregation::None, {{{}, Str("words")}}}});
  EXPECT_THAT(text, HasSubstr("sonde_m{key0=\"20004\"} 20004\n"));
  EXPECT_THAT(text, Not(HasSubstr("sonde_m{key0=\"4\"}")));
  EXPECT_THAT(text, HasSubstr("sonde_metrics_left_out{map=\"@m\",reason=\"limit\"} 5\n"));
  EXPECT_THAT(text, HasSubstr("sonde_metrics_left_out{map=\"@same\",reason=\"same_labels\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("sonde_metrics_left_out{map=\"@text\",reason=\"not_a_number\"} 1\n"));
}

TEST(KeysTest, LongTextsStayDifferent) {
  const std::string same(600, 'a');
  const std::string one = output::ShortText(Str(same + "x"), 512),
                    other = output::ShortText(Str(same + "y"), 512);
  EXPECT_EQ(one.size(), 512u + 17u);
  EXPECT_NE(one, other);
  // A letter is not cut in two.
  EXPECT_TRUE(output::ShortText(Str("aaa\xc3\xa4 and more"), 4).starts_with("aaa~"));
}

}  // namespace
}  // namespace sonde::serve
