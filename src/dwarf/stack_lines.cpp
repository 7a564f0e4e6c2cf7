// Source lines of stacks, with a cache. Leaves: MakeSourceLines. Covered by the tests named there.
#include "dwarf/stack_lines.h"

#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

namespace sonde {
namespace {

// Reading debug information takes memory, of the order of the file's size.
constexpr size_t kMostFiles = 64;
constexpr size_t kMostAddresses = 65536;  // of one file

class StackLines final : public SourceLines {
 public:
  StackLines(DebugInfoMaker make, KernelPlaces places) : make_(std::move(make)), places_(std::move(places)) {}

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

  const std::vector<SourceFrame>& AtKernel(uint64_t address) override {
    static const std::vector<SourceFrame> kNone;
    if (!kernel_) {
      auto found = dwarf::FindKernelFile(places_);
      if (!found) problem_ = Describe(found.error());
      kernel_ = found ? std::move(*found) : dwarf::KernelFile();
    }
    return kernel_->path.empty() ? kNone : At(kernel_->path, address - kernel_->distance);
  }

  std::string TakeProblem() override { return std::exchange(problem_, {}); }

 private:
  static std::string Describe(const Error& error) {
    std::string text = "kernel stacks have no source lines: " + error.Text();
    for (const std::string& hint : error.hints)
      text += "; " + hint;
    return text;
  }

  struct File {
    std::unique_ptr<DebugInfo> info;
    std::unordered_map<uint64_t, std::vector<SourceFrame>> frames;
  };

  DebugInfoMaker make_;
  KernelPlaces places_;
  std::optional<dwarf::KernelFile> kernel_;  // without a path: there is none
  std::string problem_;
  std::map<std::string, File> files_;
};

}  // namespace

std::unique_ptr<SourceLines> MakeSourceLines(DebugInfoMaker make, KernelPlaces kernel) {
  return std::make_unique<StackLines>(std::move(make), std::move(kernel));
}

}  // namespace sonde
