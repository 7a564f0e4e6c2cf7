// The limit of open files: every program, map and probe of a bundle is a descriptor. Covered by
// tests/runtime/descriptors_test.cpp and tests/run/ending.test.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "bundle/metadata.h"

namespace sonde::runtime {

// How many descriptors a bundle takes beside those that are open already.
struct DescriptorNeeds {
  uint64_t usual = 0;
  // When those of programs are given back as soon as their probes are attached.
  uint64_t least = 0;
};
// `means`: of each of its probes.
DescriptorNeeds CountDescriptors(const bundle::Metadata& metadata, const std::vector<Means>& means,
                                 uint64_t cpus);

// Raises this process' limit up to the hard one if the bundle needs that. False: only as many are allowed as
// suffice when those of programs are given back. An error, which says how many are needed, if the hard limit
// is lower than that.
Result<bool> ReserveDescriptors(const bundle::Metadata& metadata, const std::vector<Means>& means);

}  // namespace sonde::runtime
