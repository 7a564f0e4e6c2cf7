// gzip by zlib. Leaves: AppendGzip. Covered by tests/output/pprof_writer_test.cpp.
#include "output/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

namespace sonde::output {
namespace {

constexpr int kGzip = 16;  // added to the bits of the window: a header of gzip, not of zlib

// Fast: what is left of a profile is names, of which the first pass finds most that repeats.
constexpr int kLevel = 3;

}  // namespace

bool AppendGzip(std::string& out, std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, MAX_WBITS + kGzip, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
    return false;
  constexpr size_t kMost = std::numeric_limits<uInt>::max();
  Bytef piece[1 << 14];
  int result = Z_OK;
  while (result == Z_OK) {
    if (stream.avail_in == 0) {
      const size_t size = std::min(bytes.size(), kMost);
      stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
      stream.avail_in = static_cast<uInt>(size);
      bytes.remove_prefix(size);
    }
    stream.next_out = piece;
    stream.avail_out = sizeof(piece);
    result = deflate(&stream, bytes.empty() ? Z_FINISH : Z_NO_FLUSH);
    out.append(reinterpret_cast<const char*>(piece), sizeof(piece) - stream.avail_out);
  }
  deflateEnd(&stream);
  return result == Z_STREAM_END;
}

}  // namespace sonde::output
