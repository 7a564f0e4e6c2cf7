// Tests of the bounded cursor.
#include "base/byte_reader.h"

#include <gtest/gtest.h>

#include <string>

namespace sonde {
namespace {

using std::string_view_literals::operator""sv;

TEST(ByteReader, ReadsInOrder) {
  ByteReader reader("\x01\x02\x03\x04name\0rest"sv);
  EXPECT_EQ(reader.Get<uint16_t>(), 0x0201);
  EXPECT_EQ(reader.Get<uint16_t>(), 0x0403);
  EXPECT_EQ(reader.Text(), "name");
  EXPECT_EQ(reader.left(), 4U);
  EXPECT_EQ(reader.Take(4), "rest");
  EXPECT_TRUE(reader.empty());
  EXPECT_TRUE(reader.ok());
}

TEST(ByteReader, StaysFailed) {
  ByteReader reader("\x01\x02\x03"sv);
  EXPECT_EQ(reader.Get<uint32_t>(), 0U);
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.Get<uint8_t>(), 0U);
  EXPECT_EQ(reader.Take(1), "");
  EXPECT_EQ(reader.left(), 0U);
  reader.Seek(0);
  EXPECT_FALSE(reader.ok());
}

TEST(ByteReader, SizesDoNotWrapAround) {
  for (const uint64_t size : {uint64_t{4}, uint64_t{UINT32_MAX}, UINT64_MAX, UINT64_MAX - 1}) {
    ByteReader reader("abc");
    reader.Skip(1);
    EXPECT_EQ(reader.Take(size), "") << size;
    EXPECT_FALSE(reader.ok()) << size;
    EXPECT_FALSE(ByteReader("abc").Piece(1, size).has_value()) << size;
    EXPECT_FALSE(ByteReader("abc").Piece(size, 1).has_value()) << size;
    EXPECT_FALSE(ByteReader("abc").At<uint8_t>(size).has_value()) << size;
    EXPECT_FALSE(ByteReader("abc").TextAt(size).has_value()) << size;
  }
  ByteReader many("abcdefgh");
  EXPECT_EQ(many.TakeMany(UINT64_MAX / 2, 4), "");
  EXPECT_FALSE(many.ok());
  ByteReader none("abc");
  EXPECT_EQ(none.TakeMany(UINT64_MAX, 0), "");
  EXPECT_TRUE(none.ok());
}

TEST(ByteReader, PiecesLeaveTheCursor) {
  ByteReader reader("\x05name\0x"sv);
  EXPECT_EQ(reader.TextAt(1), "name");
  EXPECT_FALSE(reader.TextAt(6).has_value());  // without an end
  EXPECT_EQ(reader.Piece(7, 0), "");
  EXPECT_EQ(reader.At<uint8_t>(0), 5);
  EXPECT_EQ(reader.offset(), 0U);
  EXPECT_TRUE(reader.ok());
  reader.Seek(6);
  EXPECT_EQ(reader.Text(), "");
  EXPECT_FALSE(reader.ok());
}

}  // namespace
}  // namespace sonde
