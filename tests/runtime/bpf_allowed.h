// Whether this process may load BPF, for tests that skip without it.
#pragma once

#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace sonde::runtime {

inline bool MayLoadBpf() {
  union bpf_attr attr{};
  attr.map_type = BPF_MAP_TYPE_ARRAY;
  attr.key_size = attr.value_size = 4;
  attr.max_entries = 1;
  const long fd = syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));
  if (fd >= 0) close(static_cast<int>(fd));
  return fd >= 0;
}

}  // namespace sonde::runtime
