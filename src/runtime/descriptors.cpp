// Counting and reserving descriptors. Leaves: CountDescriptors, ReserveDescriptors. Covered by
// tests/runtime/descriptors_test.cpp.
#include "runtime/descriptors.h"

#include <dirent.h>
#include <sys/resource.h>

#include <algorithm>
#include <set>
#include <string>

#include "runtime/kernel.h"

namespace sonde::runtime {
namespace {

using bundle::ProbeMeta;

// Maps of every bundle (events, ledger, two of scratch memory, .bss, .rodata), BTF, what libbpf opens in
// passing, and what is opened while tracing.
constexpr uint64_t kAlways = 24;

constexpr uint64_t kMostAddresses = 16;  // that a processor can watch at once; x86: 4

uint64_t OfProbe(const ProbeMeta& probe, Means means, uint64_t cpus) {
  const bool armed = !probe.targets.empty() && bundle::IsArmedLater(probe.targets[0]);
  switch (RowOf(means).descriptors) {
    case DescriptorUse::Nothing:
      return 0;
    case DescriptorUse::One:
      return 1;
    case DescriptorUse::PerCpu:
      return armed ? kMostAddresses * (cpus + 1) : cpus;
    case DescriptorUse::PerTarget:
      return probe.targets.size();
    case DescriptorUse::PerFile:
      break;
  }
  std::set<std::string> files;
  for (const auto& target : probe.targets)
    files.insert(bundle::PathOf(target));
  return files.size();
}

// A buffer of each CPU, and a file for each call at most.
uint64_t OfPackets(const std::vector<bundle::EventMeta>& events, uint64_t cpus) {
  const auto packets = static_cast<uint64_t>(std::count_if(
      events.begin(), events.end(), [](const auto& event) { return event.kind == EventKind::Packet; }));
  return packets == 0 ? 0 : packets + cpus + 1;
}

// Descriptors of this process now.
uint64_t CountOpen() {
  DIR* folder = opendir("/proc/self/fd");
  if (folder == nullptr) return kAlways;
  uint64_t count = 0;
  while (readdir(folder) != nullptr)
    ++count;
  closedir(folder);
  return count;
}

}  // namespace

DescriptorNeeds CountDescriptors(const bundle::Metadata& metadata, const std::vector<Means>& means,
                                 uint64_t cpus) {
  const uint64_t load =
      metadata.probes.size() + metadata.maps.size() + kAlways + OfPackets(metadata.events, cpus);
  uint64_t attached = 0, given_back = 0;
  DescriptorNeeds needs;
  for (size_t i = 0; i < metadata.probes.size(); ++i) {
    attached += OfProbe(metadata.probes[i], means[i], cpus);
    needs.least = std::max(needs.least, load - given_back + attached);
    ++given_back;
  }
  needs.usual = load + attached;
  needs.least = std::max(needs.least, load);
  return needs;
}

Result<bool> ReserveDescriptors(const bundle::Metadata& metadata, const std::vector<Means>& means) {
  constexpr uint64_t kMostOpenYet = 32;  // an estimate that saves looking
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return true;
  const auto possible = PossibleCpuCount();
  if (!possible) return possible.error();
  const auto cpus = static_cast<uint64_t>(*possible);
  const DescriptorNeeds needs = CountDescriptors(metadata, means, cpus);
  if (limit.rlim_cur >= needs.usual + kMostOpenYet) return true;
  const uint64_t open = CountOpen();
  const uint64_t usual = needs.usual + open, least = needs.least + open;
  if (limit.rlim_max < least) {
    return Error("This script needs " + std::to_string(least) + " open files, but the limit is " +
                 std::to_string(limit.rlim_max) + ".")
        .Hint("raise the hard limit: `ulimit -n " + std::to_string(usual) +
              "` as root, LimitNOFILE= of a service");
  }
  limit.rlim_cur = std::max(limit.rlim_cur, std::min<rlim_t>(limit.rlim_max, usual));
  setrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur >= usual;
}

}  // namespace sonde::runtime
