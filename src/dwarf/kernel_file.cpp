// The kernel's debug information: a vmlinux, which is the right one only if its build id is the kernel's.
// Leaves: FindKernelFile. Covered by tests/dwarf/frames_test.cpp.
#include "dwarf/kernel_file.h"

#include <elf.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <iterator>

#include "dwarf/debug_search.h"
#include "symbols/elf_reader.h"
#include "symbols/symbols.h"

namespace sonde::dwarf {
namespace {

constexpr const char* kPackages = "the package with the kernel's debug symbols (linux-image-RELEASE-dbg)";

std::string Release(const KernelPlaces& places) {
  if (!places.release.empty()) return places.release;
  utsname name{};
  return uname(&name) == 0 ? std::string(name.release) : std::string();
}

// The GNU build id among the kernel's notes, in hexadecimal; empty: the kernel does not tell.
std::string BuildIdOf(const std::string& notes) {
  std::ifstream file(notes, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const auto aligned = [](size_t size) { return (size + 3) & ~size_t{3}; };
  Elf64_Nhdr note{};
  for (size_t at = 0; at + sizeof(note) <= bytes.size();) {
    std::memcpy(&note, bytes.data() + at, sizeof(note));
    const size_t name = at + sizeof(note);
    const size_t text = name + aligned(note.n_namesz);
    if (text + note.n_descsz > bytes.size()) break;
    if (note.n_type == NT_GNU_BUILD_ID && bytes.compare(name, 4, std::string("GNU\0", 4)) == 0) {
      std::string id;
      for (const char byte : bytes.substr(text, note.n_descsz)) {
        constexpr char kDigits[] = "0123456789abcdef";
        id += kDigits[static_cast<unsigned char>(byte) >> 4U];
        id += kDigits[static_cast<unsigned char>(byte) & 15U];
      }
      return id;
    }
    at = text + aligned(note.n_descsz);
  }
  return {};
}

std::vector<std::string> Candidates(const KernelPlaces& places, const std::string& release,
                                    const std::string& id) {
  std::vector<std::string> found;
  const std::string by_id =
      id.size() > 2 ? "/.build-id/" + id.substr(0, 2) + "/" + id.substr(2) + ".debug" : "";
  const auto add_folder = [&](const std::string& folder) {
    if (!by_id.empty()) found.push_back(folder + by_id);
    for (const std::string& name : {"/vmlinux-" + release, std::string("/vmlinux"),
                                    "/boot/vmlinux-" + release, "/lib/modules/" + release + "/vmlinux"})
      found.push_back(folder + name);
  };
  for (std::string folder : places.folders) {
    if (folder.starts_with('+') || folder.starts_with('-')) folder.erase(0, 1);
    if (folder.starts_with('/')) add_folder(folder);
  }
  const std::string debug = places.root + "/usr/lib/debug";
  for (const std::string& file :
       {debug + "/boot/vmlinux-" + release, debug + "/lib/modules/" + release + "/vmlinux",
        debug + "/usr/lib/modules/" + release + "/vmlinux",
        places.root + "/lib/modules/" + release + "/build/vmlinux",
        places.root + "/lib/modules/" + release + "/vmlinux", places.root + "/boot/vmlinux-" + release})
    found.push_back(file);
  if (!by_id.empty()) found.push_back(debug + by_id);
  return found;
}

// How far the kernel lies from where it was linked to: it moves at each start.
Result<uint64_t> DistanceOf(const KernelPlaces& places, const std::string& path) {
  constexpr char kSymbol[] = "_stext";
  ElfReader file;
  if (Status status = file.Open(path); !status) return status.TakeError();
  const auto linked = file.PlacesOf(kSymbol);
  if (linked.empty()) return Error(path + " has no symbol " + kSymbol);
  const auto symbols = MakeKernelSymbols(places.kallsyms);
  auto here = symbols->AddressOf(kSymbol);
  if (!here) return here.TakeError().While("where the kernel lies is not known");
  return *here - linked.front().address;
}

}  // namespace

Result<KernelFile> FindKernelFile(const KernelPlaces& places) {
  const std::string release = Release(places);
  const std::string id = BuildIdOf(places.notes);
  if (id.empty()) return Error("the kernel does not tell its build id (" + places.notes + ")");
  std::string other;
  for (const std::string& path : Candidates(places, release, id)) {
    if (access(path.c_str(), R_OK) != 0) continue;
    ElfReader file;
    if (!file.Open(path)) continue;
    if (file.Debug().build_id != id) {
      other = path;
      continue;
    }
    if (!HasDebugInfo(path)) continue;
    auto distance = DistanceOf(places, path);
    if (!distance) return distance.TakeError();
    return KernelFile{path, *distance};
  }
  Error error("there is no debug information of the kernel " + release);
  if (!other.empty()) error = std::move(error).Hint(other + " is of another build");
  return std::move(error).Hint(std::string("install ") + kPackages +
                               ", or name a folder with its vmlinux: --debuginfo DIR");
}

}  // namespace sonde::dwarf
