// Iterators that are pinned: files of the BPF filesystem, which run their programs whenever somebody reads
// them. Covered by tests/run/iter-pinned.test.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

namespace sonde::runtime {

// A link that is to have a name in the BPF filesystem.
struct Pin {
  UniqueFd link;
  std::string path;
};

// Whether a file of this name could be made.
Status CheckPinPath(const std::string& path);

// Makes the files. If one cannot be made, those before it are removed again.
Status MakePins(const std::vector<Pin>& pins);

}  // namespace sonde::runtime
