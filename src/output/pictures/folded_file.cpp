// Leaves: ReadFoldedFile. Covered by tests/output/folded_file_test.cpp.
#include "output/pictures/folded_file.h"

#include <charconv>

#include "base/foreign_file.h"

namespace sonde::output {
namespace {

constexpr uint64_t kLargestFile = uint64_t{256} << 20;

}  // namespace

Result<std::shared_ptr<const FoldedFile>> ReadFoldedFile(const std::string& path) {
  auto made = std::make_shared<FoldedFile>();
  FoldedFile& folded = *made;
  auto file = ForeignFile::Open(path, {.most = kLargestFile, .streams = true});
  if (!file) return file.TakeError();
  auto text = file->ReadAll();
  if (!text) return text.TakeError();
  folded.text = std::move(*text);
  size_t number = 0;
  for (std::string_view rest = folded.text; !rest.empty();) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++number;
    if (line.empty()) continue;
    const size_t blank = line.rfind(' ');
    uint64_t count = 0;
    const char* last = line.data() + line.size();
    const bool good = blank != std::string_view::npos && blank > 0 && blank + 1 < line.size();
    const auto parsed = std::from_chars(good ? line.data() + blank + 1 : last, last, count);
    if (!good || parsed.ec != std::errc() || parsed.ptr != last) {
      return Error(path + ":" + std::to_string(number) +
                   ": a line of folded stacks ends with a blank and a number");
    }
    folded.rows.emplace_back(line.substr(0, blank), count);
  }
  return std::shared_ptr<const FoldedFile>(std::move(made));
}

}  // namespace sonde::output
