// Finding debug information. Leaves: HasDebugInfo, FindDebugInfo. Covered by tests/dwarf/search_test.cpp.
#include "dwarf/debug_search.h"

#include <dlfcn.h>
#include <gelf.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <optional>

#include "base/file_watch.h"
#include "dwarf/guarded_open.h"
#include "symbols/debug_files.h"
#include "symbols/elf_reader.h"

namespace sonde::dwarf {
namespace {

// The default of --debuginfo: beside the file, in .debug, below /usr/lib/debug.
const char* const kDefaultFolders[] = {"", ".debug", "/usr/lib/debug"};

struct CloseElf {
  void operator()(Elf* elf) const { elf_end(elf); }
};

// libdebuginfod is opened when it is needed: it brings an HTTP client along.
std::optional<std::string> AskServers(const std::string& build_id) {
  const char* urls = std::getenv("DEBUGINFOD_URLS");
  if (urls == nullptr || *urls == '\0' || build_id.empty()) return std::nullopt;
  FileWatch::NoteOther("what servers of debug information have");
  void* library = dlopen("libdebuginfod.so.1", RTLD_NOW);
  if (library == nullptr) return std::nullopt;
  using Begin = void* (*)();
  using Find = int (*)(void*, const unsigned char*, int, char**);
  using End = void (*)(void*);
  const auto begin = reinterpret_cast<Begin>(dlsym(library, "debuginfod_begin"));
  const auto find = reinterpret_cast<Find>(dlsym(library, "debuginfod_find_debuginfo"));
  const auto end = reinterpret_cast<End>(dlsym(library, "debuginfod_end"));
  std::optional<std::string> result;
  void* client = begin != nullptr && find != nullptr && end != nullptr ? begin() : nullptr;
  if (client != nullptr) {
    char* path = nullptr;
    // A length of 0 says that the id is text.
    const int fd = find(client, reinterpret_cast<const unsigned char*>(build_id.c_str()), 0, &path);
    if (fd >= 0) {
      close(fd);
      if (path != nullptr) result = path;
    }
    std::free(path);
    end(client);
  }
  return result;  // the library stays: unloading one that started threads is not safe
}

}  // namespace

bool HasDebugInfo(const std::string& path) {
  const auto file = OpenDebugFile(path);
  if (!file) return false;
  const std::unique_ptr<Elf, CloseElf> elf(elf_begin(file->fd(), ELF_C_READ, nullptr));
  size_t names = 0;
  if (!elf || elf_getshdrstrndx(elf.get(), &names) != 0) return false;
  for (Elf_Scn* section = nullptr; (section = elf_nextscn(elf.get(), section)) != nullptr;) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr || header.sh_type == SHT_NOBITS) continue;
    const char* name = elf_strptr(elf.get(), names, header.sh_name);
    const std::string_view text = name != nullptr ? name : "";
    if ((text == ".debug_info" || text == ".zdebug_info") && header.sh_size > 0) return true;
  }
  return false;
}

Result<std::string> FindDebugInfo(const std::string& path, const std::vector<std::string>& folders) {
  const OpenPause pause;
  if (const auto own = OpenDebugFile(path); !own) return own.error();
  if (HasDebugInfo(path)) return path;
  DebugReference reference;
  ElfReader reader;
  if (auto opened = reader.Open(path); !opened) return opened.TakeError();
  reference = reader.Debug();
  std::vector<std::string> places = folders;
  places.insert(places.end(), std::begin(kDefaultFolders), std::end(kDefaultFolders));
  for (const std::string& place : places) {
    const std::string file = FindDebugFileIn(path, reference, place);
    if (!file.empty() && HasDebugInfo(file)) return file;
  }
  if (auto file = AskServers(reference.build_id); file && HasDebugInfo(*file)) return *file;
  Error error("\"" + path + "\" has no debug information");
  error = std::move(error).Hint(
      "compile it with -g, or install its debug symbols (often NAME-dbgsym, NAME-dbg or "
      "NAME-debuginfo)");
  if (!reference.build_id.empty() || !reference.file.empty()) {
    error = std::move(error).Hint("looked beside it, in .debug, below /usr/lib/debug" +
                                  std::string(folders.empty() ? "" : " and the folders of --debuginfo") +
                                  "; --debuginfo DIR adds a folder, DEBUGINFOD_URLS a server");
  }
  return error;
}

}  // namespace sonde::dwarf
