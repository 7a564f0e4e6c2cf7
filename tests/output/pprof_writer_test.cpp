// Tests of profiles for pprof: what is written, byte by byte, and as zlib reads it. Other readers:
// tests/run/pprof.test.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "output/formats.h"
#include "output/gzip.h"
#include "output/pprof_profile.h"
#include "output/protobuf.h"
#include "values.h"

namespace sonde::output {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Unpacked(const std::string& packed, size_t most) {
  std::string bytes(most, '\0');
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, MAX_WBITS + 16), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  bytes.resize(stream.total_out);
  inflateEnd(&stream);
  return bytes;
}

TEST(ProtobufTest, FieldsAreAsTheFormatHasThem) {
  ProtoMessage message, outer;
  message.Number(1, 150);
  EXPECT_EQ(message.bytes(), "\x08\x96\x01");
  outer.Message(3, message);
  EXPECT_EQ(outer.bytes(), "\x1a\x03\x08\x96\x01");
  message.Clear();
  message.Bytes(2, "testing");
  message.Bytes(2, "");
  message.Number(7, 0);
  EXPECT_EQ(message.bytes(), "\x12\x07testing");
  message.Clear();
  const uint64_t numbers[] = {3, 270, 86942};
  message.Packed(6, numbers);
  EXPECT_EQ(message.bytes(), "\x32\x06\x03\x8e\x02\x9e\xa7\x05");
  message.Clear();
  message.Number(1, static_cast<uint64_t>(-1));
  EXPECT_EQ(message.bytes(), "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
}

TEST(GzipTest, ZlibReadsItBack) {
  std::string text;
  for (int i = 0; i < 100000; ++i)
    text += std::to_string(i * 7919);
  for (const std::string& bytes : {std::string(), std::string("a"), text}) {
    std::string packed;
    ASSERT_TRUE(AppendGzip(packed, bytes));
    EXPECT_EQ(Unpacked(packed, bytes.size() + 1), bytes);
  }
}

TEST(PprofProfileTest, TakesMapsWithStacksInTheirKeys) {
  PprofProfile profile;
  EXPECT_TRUE(
      profile.Set({"@a", true, Aggregation::Count, {{Tup({Trace({"f", "g"}), Str("sh\xff")}), Int(3)}}}));
  EXPECT_FALSE(profile.Set({"@b", true, Aggregation::Count, {{Str("x"), Int(3)}}}));
  EXPECT_FALSE(profile.Set({"@c", true, Aggregation::None, {{Trace({"f"}), Str("text")}}}));
  EXPECT_TRUE(profile.Set({"@d", true, Aggregation::Sum, {}})) << "what is empty lacks nothing";
  EXPECT_TRUE(profile.Has("@a"));
  EXPECT_FALSE(profile.Has("@b"));
  const std::string bytes = profile.Encode({.comment = "title"});
  EXPECT_THAT(bytes, HasSubstr("sh\ufffd"));
  EXPECT_THAT(bytes, HasSubstr("key.1"));
  EXPECT_THAT(bytes, HasSubstr("title"));
  // Locations 1 and 2, value 3, a label.
  EXPECT_THAT(bytes, HasSubstr("\x0a\x02\x01\x02\x12\x01\x03\x1a"));
}

TEST(PprofProfileTest, WhatDoesNotAddUpIsNoSample) {
  PprofProfile profile;
  EXPECT_FALSE(profile.Set({"@m", true, Aggregation::Max, {{Trace({"f"}), Int(3)}}}));
  EXPECT_TRUE(profile.empty());
}

TEST(PprofProfileTest, KernelCodeIsCalledByUserCode) {
  const auto encoded = [](bool user_first) {
    Stack kernel{.frames = {{.address = 1, .symbol = "vfs_read"}}};
    Stack user{.space = AddressSpace::User,
               .frames = {{.address = 2, .symbol = "main", .space = AddressSpace::User}}};
    PprofProfile profile;
    Value first{user_first ? user : kernel}, second{user_first ? kernel : user};
    profile.Set({"@", true, Aggregation::Count, {{Tup({first, second}), Int(1)}}});
    return profile.Encode({});
  };
  EXPECT_EQ(encoded(true), encoded(false));
}

TEST(PprofProfileTest, ALaterStateOfAMapTakesThePlaceOfAnEarlierOne) {
  PprofProfile once, twice;
  const MapData map{"@", true, Aggregation::Count, {{Trace({"f"}), Int(5)}}};
  once.Set(map);
  twice.Set(map);
  twice.Set(map);
  twice.Set({"@", true, Aggregation::Count, {}});
  EXPECT_EQ(once.Encode({}), twice.Encode({}));
}

TEST(PprofProfileTest, UnitsAreSaidByTheNamesOfMaps) {
  const auto units = [](const char* name, Aggregation function) {
    PprofProfile profile;
    profile.Set({name, true, function, {{Trace({"f"}), Int(5)}}});
    return profile.Encode({});
  };
  EXPECT_THAT(units("@ns", Aggregation::Sum), HasSubstr("nanoseconds"));
  EXPECT_THAT(units("@off_us", Aggregation::Sum), HasSubstr("microseconds"));
  EXPECT_THAT(units("@ns", Aggregation::Count), Not(HasSubstr("nanoseconds")));
  EXPECT_THAT(units("@columns", Aggregation::Sum), Not(HasSubstr("nanoseconds")));
}

TEST(PprofWriterTest, WritesOnceAtTheEnd) {
  Stream out;
  const auto writer = MakePprofWriter(out);
  writer->BeginSnapshot(false);
  writer->SnapshotMap({"@", true, Aggregation::Count, {{Trace({"f"}), Int(5)}}});
  writer->EndSnapshot();
  EXPECT_EQ(out.buffer(), "");
  writer->BeginSnapshot(true);
  writer->SnapshotMap({"@other", true, Aggregation::Count, {{Str("x"), Int(5)}}});
  writer->EndSnapshot();
  EXPECT_THAT(Unpacked(out.buffer(), 4096), Not(HasSubstr("other")));
  EXPECT_EQ(writer->Summary(),
            "NOTE: pprof does not show @other: no stacks in the key, or values that do not add up.");
}

}  // namespace
}  // namespace sonde::output
