// Tests of the writer of trace events.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "output/formats.h"
#include "values.h"

namespace sonde::output {
namespace {

using testing::HasSubstr;

TEST(TraceWriterTest, EventsAreInOrderOfTime) {
  Stream out;
  const auto writer = MakeTraceWriter(out);
  const Span late{.name = "late", .id = 2, .pid = 5, .tid = 6, .begin = 2000, .end = 4001};
  const Span early{.name = "early", .id = 17, .pid = 5, .tid = 7, .begin = 1000, .end = 3000};
  writer->SpanBegin(late);
  writer->SpanBegin(early);
  writer->SpanEnd(late);
  writer->SpanEnd(early);
  writer->BeginSnapshot(true);
  writer->EndSnapshot();
  EXPECT_THAT(out.buffer(), HasSubstr(",\n{\"name\": \"early\", \"ph\": \"b\", \"pid\": 5, \"tid\": 7, "
                                      "\"cat\": \"span\", \"id\": \"0x11\", \"ts\": 1.000},"
                                      "\n{\"name\": \"late\", \"ph\": \"b\", \"pid\": 5, \"tid\": 6, "
                                      "\"cat\": \"span\", \"id\": \"0x2\", \"ts\": 2.000},"
                                      "\n{\"name\": \"early\", \"ph\": \"e\", \"pid\": 5, \"tid\": 7, "
                                      "\"cat\": \"span\", \"id\": \"0x11\", \"ts\": 3.000},"
                                      "\n{\"name\": \"late\", \"ph\": \"e\", \"pid\": 5, \"tid\": 6, "
                                      "\"cat\": \"span\", \"id\": \"0x2\", \"ts\": 4.001}\n]\n"));
  EXPECT_TRUE(out.buffer().starts_with("[\n{\"name\": \"process_name\", \"ph\": \"M\""));
}

TEST(TraceWriterTest, MapsAreCountersAndLinesMarks) {
  Stream out;
  const auto writer = MakeTraceWriter(out);
  writer->PrintMap({"@a", true, Aggregation::Count, {{Str("x\"\xff"), Int(3)}, {Str("y"), Int(5)}}}, {});
  writer->PrintMap({"@b", false, Aggregation::None, {{{}, Str("no number")}}}, {});
  writer->Printf(Formatter("said\n"), {});
  writer->BeginSnapshot(true);
  writer->EndSnapshot();
  EXPECT_THAT(
      out.buffer(),
      HasSubstr("{\"name\": \"@a\", \"ph\": \"C\", \"pid\": 0, \"tid\": 0, \"args\": {\"x\\\"\ufffd\": 3"));
  EXPECT_THAT(out.buffer(), HasSubstr("{\"name\": \"said\", \"ph\": \"i\""));
  EXPECT_THAT(out.buffer(), testing::Not(HasSubstr("@b")));
}

}  // namespace
}  // namespace sonde::output
