// Histogram rows and bars. Leaves: what histogram.h declares. Covered by
// tests/output/histogram_test.cpp.
#include "output/histogram.h"

#include <algorithm>

#include "output/text.h"

namespace sonde::output {
namespace {

constexpr size_t kIntervalColumns = 16, kCountColumns = 8, kBarColumns = 52;

// The beginning of bucket index + 1 of a hist, from 1024 on with a suffix.
void AppendLogLabel(std::string& out, uint64_t index, uint32_t bits) {
  const uint64_t per_power = uint64_t{1} << bits;
  if (index <= 2 * per_power) return AppendInteger(out, index, false);
  const uint64_t exponent = (index >> bits) - 1;
  const uint64_t mantissa = per_power + (index & (per_power - 1));
  AppendInteger(out, mantissa << (exponent % 10), false);
  constexpr char kSuffixes[] = "\0KMGTPE";
  if (exponent >= 10) out += kSuffixes[std::min<uint64_t>(exponent / 10, 6)];
}

void AppendLinearLabel(std::string& out, int64_t bound, int64_t step) {
  constexpr int64_t kKilo = 1024, kMega = kKilo * kKilo;
  if (step % kKilo != 0 || bound == 0 || bound % kKilo != 0) {
    return AppendInteger(out, static_cast<uint64_t>(bound), true);
  }
  const bool mega = bound % kMega == 0;
  AppendInteger(out, static_cast<uint64_t>(bound / (mega ? kMega : kKilo)), true);
  out += mega ? 'M' : 'K';
}

struct Range {
  size_t first = 0;
  size_t end = 0;
};

bool IsLinear(const Histogram& histogram) {
  return histogram.buckets.kind == Buckets::Kind::Linear;
}

Range Used(const Histogram& histogram) {
  Range range;
  for (size_t i = 0; i < histogram.counts.size(); ++i) {
    if (histogram.counts[i] == 0) continue;
    if (range.end == 0) range.first = i;
    range.end = i + 1;
  }
  return range;
}

HistogramRow RowOfBucket(const Histogram& histogram, size_t index) {
  const Buckets& buckets = histogram.buckets;
  HistogramRow row;
  row.count = histogram.counts[index];
  if (index > 0) row.low = buckets.Begin(index);
  if (index == 0 || !buckets.IsLast(index)) row.high = buckets.Begin(index + 1);
  return row;
}

void AppendInterval(std::string& out, const Histogram& histogram, size_t index) {
  const Buckets& buckets = histogram.buckets;
  auto begin = [&](size_t bucket) { out += BeginText(buckets, bucket); };
  if (index == 0) {
    out += "(..., ";
    begin(1);
    out += ')';
    return;
  }
  const HistogramRow row = RowOfBucket(histogram, index);
  out += '[';
  begin(index);
  if (!row.high) {
    out += ", ...)";
  } else if (*row.high == *row.low + 1) {
    out += ']';
  } else {
    out += ", ";
    begin(index + 1);
    out += ')';
  }
}

void PadTo(std::string& out, size_t begin, size_t columns) {
  const size_t length = out.size() - begin;
  if (length < columns) out.append(columns - length, ' ');
}

}  // namespace

std::string BeginText(const Buckets& buckets, uint64_t bucket) {
  std::string text;
  if (buckets.kind == Buckets::Kind::Linear) {
    AppendLinearLabel(text, static_cast<int64_t>(buckets.Begin(bucket)), buckets.step);
  } else {
    AppendLogLabel(text, bucket - 1, buckets.bits);
  }
  return text;
}

std::vector<HistogramRow> HistogramRows(const Histogram& histogram, uint64_t divisor) {
  std::vector<HistogramRow> rows;
  const Range used = Used(histogram);
  for (size_t i = used.first; i < used.end; ++i) {
    rows.push_back(RowOfBucket(histogram, i));
    if (!IsLinear(histogram) && divisor > 1) rows.back().count /= divisor;
  }
  return rows;
}

uint64_t HistogramTotal(const Histogram& histogram) {
  uint64_t total = 0;
  for (const uint64_t count : histogram.counts)
    total += count;
  return total;
}

void AppendHistogram(std::string& out, const Histogram& histogram, uint64_t divisor) {
  const Range used = Used(histogram);
  const std::vector<HistogramRow> rows = HistogramRows(histogram, divisor);
  uint64_t highest = 0;
  for (const HistogramRow& row : rows)
    highest = std::max(highest, row.count);
  for (size_t i = 0; i < rows.size(); ++i) {
    const size_t line = out.size();
    AppendInterval(out, histogram, used.first + i);
    PadTo(out, line, kIntervalColumns);
    std::string count = std::to_string(rows[i].count);
    if (count.size() < kCountColumns) out.append(kCountColumns - count.size(), ' ');
    out += count;
    out += " |";
    const size_t bar = out.size();
    if (highest > 0) {
      const float share = static_cast<float>(rows[i].count) / static_cast<float>(highest);
      out.append(std::min(kBarColumns, static_cast<size_t>(share * static_cast<float>(kBarColumns))), '@');
    }
    PadTo(out, bar, kBarColumns);
    out += "|\n";
  }
}

}  // namespace sonde::output
