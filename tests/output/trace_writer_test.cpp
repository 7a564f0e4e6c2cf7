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

// Ends are those of what began last in the row, whatever clocks say.
TEST(TraceWriterTest, SpansOfARowFollowEachOther) {
  Stream out;
  const auto writer = MakeTraceWriter(out);
  Span first{.name = "a", .row = "CPU", .id = 3, .pid = 5, .tid = 6, .begin = 1000, .end = 3000};
  Span second{.name = "b", .row = "CPU", .id = 3, .pid = 5, .tid = 7, .begin = 2900, .end = 4000};
  writer->SpanBegin(first);
  writer->SpanEnd(first);
  writer->SpanBegin(second);
  writer->SpanEnd(second);
  writer->BeginSnapshot(true);
  writer->EndSnapshot();
  EXPECT_THAT(
      out.buffer(),
      HasSubstr(
          ",\n{\"name\": \"thread_name\", \"ph\": \"M\", \"pid\": 0, \"tid\": 1, "
          "\"args\": {\"name\": \"CPU 3\"}, \"ts\": 1.000},"
          "\n{\"name\": \"thread_sort_index\", \"ph\": \"M\", \"pid\": 0, \"tid\": 1, "
          "\"args\": {\"sort_index\": 3}, \"ts\": 1.000},"
          "\n{\"name\": \"a\", \"ph\": \"B\", \"pid\": 0, \"tid\": 1, \"cat\": \"span\", \"ts\": 1.000},"
          "\n{\"name\": \"a\", \"ph\": \"E\", \"pid\": 0, \"tid\": 1, \"cat\": \"span\", \"ts\": 3.000},"
          "\n{\"name\": \"b\", \"ph\": \"B\", \"pid\": 0, \"tid\": 1, \"cat\": \"span\", \"ts\": 3.000},"
          "\n{\"name\": \"b\", \"ph\": \"E\", \"pid\": 0, \"tid\": 1, \"cat\": \"span\", \"ts\": "
          "4.000}\n]\n"));
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
