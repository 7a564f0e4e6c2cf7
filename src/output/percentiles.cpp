// Percentiles of histograms. Leaves: what percentiles.h declares. Covered by
// tests/output/percentiles_test.cpp.
#include "output/percentiles.h"

#include <algorithm>

#include "defs/percentiles.h"
#include "output/histogram.h"
#include "output/text.h"

namespace sonde::output {
namespace {

std::string NameOf(uint32_t millionths) {
  constexpr uint32_t kPercent = kWholePercentile / 100;
  std::string fraction = std::to_string(kPercent + millionths % kPercent).substr(1);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  const std::string whole = "p" + std::to_string(millionths / kPercent);
  return fraction.empty() ? whole : whole + "." + fraction;
}

// Which of `total` numbers in order, from 1.
uint64_t RankOf(uint32_t millionths, uint64_t total) {
  const auto share = static_cast<unsigned __int128>(total) * millionths;
  const auto rank = static_cast<uint64_t>((share + kWholePercentile - 1) / kWholePercentile);
  return std::max<uint64_t>(rank, 1);
}

Percentile FromRow(const HistogramRow& row, bool is_signed) {
  Percentile percentile;
  percentile.is_signed = is_signed;
  if (!row.low) {
    percentile.sort = Percentile::Sort::Below;
    percentile.value = row.high.value_or(0);
    return percentile;
  }
  percentile.value = *row.low;
  if (!row.high) {
    percentile.sort = Percentile::Sort::Above;
    return percentile;
  }
  const uint64_t width = *row.high - 1 - *row.low;  // right for signed bounds, and for one of 2^64, too
  percentile.value += width / 2;
  percentile.error = width - width / 2;
  return percentile;
}

}  // namespace

std::vector<Percentile> PercentilesOf(const Histogram& histogram, std::span<const uint32_t> wanted) {
  const uint64_t total = HistogramTotal(histogram);
  if (total == 0) return {};
  const std::vector<HistogramRow> rows = HistogramRows(histogram);
  std::vector<Percentile> found;
  for (const uint32_t millionths : wanted) {
    uint64_t left = RankOf(millionths, total);
    size_t row = 0;
    while (left > rows[row].count)
      left -= rows[row++].count;
    found.push_back(FromRow(rows[row], histogram.buckets.kind == Buckets::Kind::Linear));
    found.back().name = NameOf(millionths);
  }
  return found;
}

void AppendPercentiles(std::string& out, const Histogram& histogram, std::span<const uint32_t> wanted) {
  const char* before = " ";
  for (const Percentile& percentile : PercentilesOf(histogram, wanted)) {
    out += before;
    out += percentile.name + " ";
    if (percentile.sort == Percentile::Sort::Below) out += "< ";
    if (percentile.sort == Percentile::Sort::Above) out += ">= ";
    AppendInteger(out, percentile.value, percentile.is_signed);
    if (percentile.error != 0) out += " \u00b1" + std::to_string(percentile.error);
    before = ", ";
  }
}

}  // namespace sonde::output
