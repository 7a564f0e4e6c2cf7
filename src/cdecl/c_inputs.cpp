// What C texts include, and where it might have been. Leaves: NoteInputs. Covered by the tests named in
// c_inputs.h.
#include "cdecl/c_inputs.h"

#include <set>

#include "base/file_watch.h"
#include "cdecl/c_files.h"

namespace sonde {
namespace {

constexpr size_t kMostPaths = 6000;  // stat() of one takes a microsecond; more cost as much as the front end

std::string ParentOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

// The folders that the command line names, and those of the system: also the ones that a file found behind
// them would come from.
std::set<std::string> SearchFolders(const std::vector<std::string>& arguments) {
  std::set<std::string> folders = {".", "/usr/local/include", "/usr/include", "/usr/include/x86_64-linux-gnu",
                                   "/usr/include/aarch64-linux-gnu"};
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (word.starts_with("-iquote")) {
      folders.insert(word.substr(7));
    } else if (word.starts_with("-I")) {
      folders.insert(word.substr(2));
    } else if ((word == "-isystem" || word == "-idirafter") && i + 1 < arguments.size()) {
      folders.insert(arguments[++i]);
    }
  }
  return folders;
}

}  // namespace

// Each name that any of the texts mentions, in each folder: the first of them that is there is the one that
// was read, and may be another tomorrow.
void NoteInputs(const ClangUnit& unit, const std::vector<std::string>& arguments) {
  FileWatch::Note(unit.clang().path);
  if (!unit.ok()) return FileWatch::NoteOther("what the C front end gave up on");
  std::set<std::string> folders = SearchFolders(arguments);
  std::set<std::string> names, paths;
  for (size_t i = 0; i + 1 < arguments.size(); ++i)
    if (arguments[i] == "-include") names.insert(arguments[i + 1]);
  for (const std::string& file : unit.Files()) {
    folders.insert(ParentOf(file));
    if (file != unit.name()) paths.insert(file);
    for (std::string& name : NamesIn(unit.Contents(file)))
      names.insert(std::move(name));
  }
  if (folders.size() * names.size() > kMostPaths) return FileWatch::NoteOther("very many headers");
  for (const std::string& name : names) {
    if (name.empty() || name.find('\0') != std::string::npos) continue;
    if (name[0] == '/') {
      paths.insert(name);
      continue;
    }
    for (const std::string& folder : folders)
      paths.insert(folder + "/" + name);
  }
  for (const std::string& path : paths)
    FileWatch::Note(path);
}

}  // namespace sonde
