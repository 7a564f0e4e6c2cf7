// Source lines of stacks, with a cache. Leaves: MakeSourceLines. Covered by the tests named there.
#include "dwarf/stack_lines.h"

#include <map>
#include <unordered_map>

namespace sonde {
namespace {

// Reading debug information takes memory, of the order of the file's size.
constexpr size_t kMostFiles = 64;
constexpr size_t kMostAddresses = 65536;  // of one file

class StackLines final : public SourceLines {
 public:
  explicit StackLines(DebugInfoMaker make) : make_(std::move(make)) {}

  const std::vector<SourceFrame>& At(const std::string& path, uint64_t address) override {
    auto known = files_.find(path);
    if (known == files_.end()) {
      if (files_.size() >= kMostFiles) files_.clear();
      known = files_.emplace(path, File{make_(path), {}}).first;
    }
    File& file = known->second;
    if (const auto found = file.frames.find(address); found != file.frames.end()) return found->second;
    if (file.frames.size() >= kMostAddresses) file.frames.clear();
    return file.frames[address] = file.info->FramesAt(address);
  }

 private:
  struct File {
    std::unique_ptr<DebugInfo> info;
    std::unordered_map<uint64_t, std::vector<SourceFrame>> frames;
  };

  DebugInfoMaker make_;
  std::map<std::string, File> files_;
};

}  // namespace

std::unique_ptr<SourceLines> MakeSourceLines(DebugInfoMaker make) {
  return std::make_unique<StackLines>(std::move(make));
}

}  // namespace sonde
