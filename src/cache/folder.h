// Folder: the files of the cache, which belong to the user and to nobody else: $XDG_CACHE_HOME/sonde, or
// ~/.cache/sonde. Nothing in it is followed, and nothing is believed that another user could have written;
// what goes wrong is a reason to compile, never an error of the run. Covered by tests/cache/folder_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "base/result.h"
#include "base/sha256.h"
#include "base/unique_fd.h"

namespace sonde::cache {

class Folder {
 public:
  static constexpr uint64_t kMostBytes = 64ULL << 20;    // of all entries together
  static constexpr uint64_t kLargestEntry = 8ULL << 20;  // bytes; a larger one is not kept

  // Made where it does not exist. An error says why there is none.
  static Result<Folder> Open();
  // The same in the folder `home`.
  static Result<Folder> OpenIn(const std::string& home);

  // The bytes of the entry with that name; none where there is none that can be trusted.
  [[nodiscard]] std::optional<std::string> Read(const Digest& name) const;
  // Notes that it was used now: entries that were not for longest go first.
  void Touch(const Digest& name) const;
  // Appears under its name only when complete. Makes room for it.
  [[nodiscard]] Status Write(const Digest& name, std::string_view bytes, uint64_t most = kMostBytes) const;

 private:
  explicit Folder(UniqueFd fd) : fd_(std::move(fd)) {}
  void MakeRoom(uint64_t most) const;

  UniqueFd fd_;
};

}  // namespace sonde::cache
