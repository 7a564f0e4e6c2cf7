// Members of archives as files of their own. Covered by tests/run/uprobe-zip.test and
// tests/host/archives_test.cpp.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/foreign_file.h"
#include "base/result.h"
#include "host/host_view.h"

namespace sonde {

// A path with kInArchive, cut in two; nothing for other paths, and for a file that is really called so.
struct MemberPath {
  std::string archive;
  std::string member;
};
std::optional<MemberPath> SplitMemberPath(std::string_view path);

// As HostView::PartOf.
Result<FilePart> FindPart(const std::string& path);

// Copies of members in memory, by which those who read ELF files read them like any other.
class Archives {
 public:
  // The path itself, or that of a copy, which lives as long as this. What cannot be copied keeps its own,
  // which nobody can open.
  const std::string& Readable(const std::string& path);

 private:
  struct Copy {
    ForeignFile file;
    std::string path;
  };
  std::map<std::string, Copy> copies_;
};

}  // namespace sonde
