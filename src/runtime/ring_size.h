// How large the buffer of events is. Leaves: RingBufferSize, FitsRing. Covered by
// tests/runtime/loader_test.cpp and tests/run/loads.test.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "bundle/metadata.h"

namespace sonde::runtime {

struct RingNeeds {
  uint64_t pages = 0;       // the setting perf_rb_pages; 0: as events and free memory say
  uint64_t event = 0;       // bytes of the largest event
  uint64_t free_bytes = 0;  // of memory
};

// The events' needs, but for free memory.
RingNeeds NeedsOf(const bundle::Metadata& metadata);

// Bytes of the ring buffer: a power of two.
uint32_t RingBufferSize(const RingNeeds& needs, uint64_t page_size, int cpus);

// An error that names the first event for which a buffer of `size` bytes could never have room.
Status FitsRing(const bundle::Metadata& metadata, uint64_t size);

}  // namespace sonde::runtime
