// Sizes of the ring buffer. Leaves: NeedsOf, RingBufferSize, FitsRing.
#include "runtime/ring_size.h"

#include <algorithm>
#include <bit>
#include <string>

#include "base/excerpt.h"
#include "bundle/location.h"

namespace sonde::runtime {
namespace {

constexpr uint64_t kRecordHeader = 8;  // BPF_RINGBUF_HDR_SZ: include/linux/bpf.h

}  // namespace

RingNeeds NeedsOf(const bundle::Metadata& metadata) {
  RingNeeds needs;
  needs.pages = metadata.config.ring_buffer_pages;
  for (const bundle::EventMeta& event : metadata.events)
    needs.event = std::max<uint64_t>(needs.event, event.size);
  return needs;
}

uint32_t RingBufferSize(const RingNeeds& needs, uint64_t page_size, int cpus) {
  // Larger than 4 MiB costs milliseconds at every start; it holds what comes in 25 ms at the highest rate.
  constexpr uint64_t kLeast = 256 << 10, kMost = 4 << 20;       // bytes
  constexpr uint64_t kEvents = 4, kMostForEvents = 256U << 20;  // room for some of the largest
  constexpr uint64_t kLimit = 1ULL << 30;
  uint64_t pages = needs.pages;
  if (pages == 0) {
    pages = std::clamp(needs.free_bytes, kLeast, kMost) / page_size;
    const uint64_t below = std::bit_floor(pages), above = std::bit_ceil(pages);
    pages = pages - below < above - pages ? below : above;
    const uint64_t wanted = std::min(kEvents * (needs.event + kRecordHeader), kMostForEvents) / page_size;
    pages = std::max(pages, std::bit_ceil(wanted));
  } else {
    pages = std::bit_ceil(std::clamp(pages, static_cast<uint64_t>(std::max(cpus, 1)), kLimit / page_size));
  }
  return static_cast<uint32_t>(std::max<uint64_t>(pages, 1) * page_size);
}

Status FitsRing(const bundle::Metadata& metadata, uint64_t size) {
  for (const bundle::EventMeta& event : metadata.events) {
    if (event.size + kRecordHeader <= size) continue;
    return Error("what is printed at " + PlaceText(bundle::ExcerptOf(metadata, event.location)) + " takes " +
                 std::to_string(event.size) + " bytes, and the buffer for results has " +
                 std::to_string(size))
        .Hint("shorter texts: str(p, 1000), or `config = { max_strlen = 1000 }`")
        .Hint("a larger buffer: BPFTRACE_PERF_RB_PAGES, in pages; 1 GiB at most");
  }
  return Status::Ok();
}

}  // namespace sonde::runtime
