// From options to targets. Leaves: AddFormat, FormatOfFile, ChooseTargets. Covered by
// tests/output/targets_test.cpp.
#include "output/targets.h"

#include <algorithm>

#include "output/formats.h"

namespace sonde::output {
namespace {

// The longest ending of the row that the path has.
size_t FittingEnding(const FormatRow& row, std::string_view path) {
  size_t longest = 0;
  for (std::string_view rest = row.endings; !rest.empty();) {
    const size_t end = std::min(rest.find(' '), rest.size());
    if (path.size() > end && path.ends_with(rest.substr(0, end))) longest = std::max(longest, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return longest;
}

}  // namespace

Status AddFormat(TargetRequest& request, std::string_view word) {
  const size_t equals = word.find('=');
  const std::string name(word.substr(0, equals));
  if (auto format = FindFormat(name); !format) {
    // The name of a file is for -o.
    const bool is_file = FormatOfFile(name) != Format::Text || name.find_first_of("./") != std::string::npos;
    return is_file ? format.TakeError().Hint("a file is named with -o: -o " + name) : format.TakeError();
  }
  if (equals == std::string_view::npos) {
    request.format = name;
    return Status::Ok();
  }
  const std::string path(word.substr(equals + 1));
  if (path.empty()) return Error("USAGE: -f " + name + "= needs a file behind it.");
  const auto same = [&](const FormatFile& file) { return file.path == path; };
  if (std::any_of(request.files.begin(), request.files.end(), same))
    return Error("USAGE: -f writes two formats to " + path + ".");
  request.files.push_back({name, path});
  return Status::Ok();
}

Format FormatOfFile(std::string_view path) {
  Format format = Format::Text;
  size_t longest = 0;
  for (const FormatRow& row : kFormats) {
    const size_t ending = FittingEnding(row, path);
    if (ending <= longest) continue;
    longest = ending;
    format = row.format;
  }
  return format;
}

Result<std::vector<Target>> ChooseTargets(const TargetRequest& request) {
  using Place = Target::Place;
  const auto of = [](Format format, const std::string& path) {
    return Target{format, path.empty() ? Place::StandardOutput : Place::File, path};
  };
  Target main = of(FormatOfFile(request.path), request.path);
  if (!request.format.empty()) {
    auto format = FindFormat(request.format);
    if (!format) return format.TakeError();
    main.format = *format;
  }
  std::vector<Target> targets;
  const FormatShows shows = RowOf(main.format).shows;
  if (shows != FormatShows::Everything) {
    const bool is_file = main.place == Place::File;
    Target beside{Format::Text, is_file ? Place::StandardOutput : Place::StandardError, ""};
    beside.shows_maps = is_file;
    beside.prints_maps = is_file || shows == FormatShows::Maps;
    targets.push_back(beside);
  }
  targets.push_back(main);
  for (const FormatFile& file : request.files) {
    auto format = FindFormat(file.format);
    if (!format) return format.TakeError();
    targets.push_back(of(*format, file.path));
  }
  return targets;
}

}  // namespace sonde::output
