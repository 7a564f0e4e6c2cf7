// Folded stacks that were written before, to compare with. Covered by tests/output/folded_file_test.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace sonde::output {

struct FoldedFile {
  FoldedFile() = default;
  FoldedFile(const FoldedFile&) = delete;
  FoldedFile& operator=(const FoldedFile&) = delete;
  std::string text;
  std::vector<std::pair<std::string_view, uint64_t>> rows;  // parts of `text`: names with semicolons, counts
};

// A file as -f folded and other programs write it: names with semicolons between them, a blank and a number
// on each line. Other lines are an error, which names the first.
Result<std::shared_ptr<const FoldedFile>> ReadFoldedFile(const std::string& path);

}  // namespace sonde::output
