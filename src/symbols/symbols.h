// Symbols: addresses to names, kernel and user. Caches inside; files are read when first asked.
// Covered by tests/symbols/*.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sonde {

// One frame of a stack or one address, resolved as far as possible.
struct ResolvedSymbol {
  std::string name;     // empty: unknown
  uint64_t offset = 0;  // bytes from the start of the symbol
  std::string module;   // kernel module or path of the mapped file; may be empty
  bool jit = false;     // `module` is a perf map
  // Of user code: the ELF file as it can be opened here, and the address in it. Empty: not known. Valid until
  // the next address is resolved.
  std::string_view file;
  uint64_t file_address = 0;
  // Of the kernel or the mapped file, lower-case hex; null: not known.
  std::shared_ptr<const std::string> build_id = nullptr;
};

// What the source says about an address: a function, possibly one that was inlined, and where in its text.
struct SourceFrame {
  std::string function;  // as the linker knows it, else as it is written; may be empty
  std::string file;      // empty: unknown
  uint32_t line = 0;     // from 1
  bool inlined = false;
};

class SourceLines {
 public:
  virtual ~SourceLines() = default;
  // Innermost first: inlined functions, and last the one they are in. `address` is virtual, in the ELF file
  // `path`. Empty where no debug information is. What it points to lives until the next call.
  virtual const std::vector<SourceFrame>& At(const std::string& path, uint64_t address) = 0;
  // The same of an address of the core kernel.
  virtual const std::vector<SourceFrame>& AtKernel(uint64_t address) = 0;
  // Why there are no lines where some were asked for, once; empty most of the time.
  virtual std::string TakeProblem() = 0;
};

struct NamedAddress {
  uint64_t address = 0;  // of a per-CPU variable its place in the template, which may be 0
  std::string module;    // empty: the core kernel
};

class KernelSymbols {
 public:
  virtual ~KernelSymbols() = default;
  // /proc/kallsyms, read at the first call; only what is needed is kept.
  virtual ResolvedSymbol Resolve(uint64_t address) = 0;
  virtual Result<uint64_t> AddressOf(std::string_view name) = 0;
  // Of each name, or MODULE:NAME (vmlinux: the core kernel), every symbol that is called so, data included.
  // An error where the kernel shows no addresses.
  virtual Result<std::vector<std::vector<NamedAddress>>> AddressesOf(
      const std::vector<std::string>& /*names*/) {
    return Error("the addresses of kernel symbols are not known here");
  }
};
// `notes_path`: the kernel's ELF notes, which hold its build id.
std::unique_ptr<KernelSymbols> MakeKernelSymbols(std::string kallsyms_path = "/proc/kallsyms",
                                                 std::string notes_path = "/sys/kernel/notes");

// A file mapped for execution, as the kernel reports it when it happens.
struct MappedFile {
  uint64_t start = 0;
  uint64_t size = 0;  // bytes
  uint64_t file_offset = 0;
  uint32_t device_major = 0, device_minor = 0;
  uint64_t inode = 0;
  std::string path;
  uint64_t when = 0;  // CLOCK_MONOTONIC, nanoseconds; 0: not known
};

class UserSymbols {
 public:
  virtual ~UserSymbols() = default;
  // Takes a copy of the process' mappings now, so that its addresses can be named after it has gone.
  virtual void Remember(int pid) = 0;
  // The same from reports: the process has begun a new program (all it had mapped is gone), has mapped a
  // file, has begun with what its parent had. They reach processes that end before anybody could look. `when`
  // as in MappedFile.
  virtual void Exec(int /*pid*/, uint64_t /*when*/) {}
  virtual void Map(int /*pid*/, MappedFile /*file*/) {}  // NOLINT: those who keep it move it
  virtual void Fork(int /*parent*/, int /*child*/, uint64_t /*when*/) {}
  // Called before an address is given up: hands on the reports that wait.
  virtual void SetReports(std::function<void()> /*read*/) {}  // NOLINT: as above
  // Names an address of a process: its mappings, ELF symbol tables (.symtab, .dynsym, separate debug files by
  // build id or debuglink, .gnu_debugdata), /tmp/perf-PID.map. C++ names demangled when `demangle`.
  virtual ResolvedSymbol Resolve(int pid, uint64_t address, bool demangle) = 0;
  // What was left unnamed because naming it would take too much, each kind once; empty most of the time.
  virtual std::vector<std::string> TakeWarnings() { return {}; }
};
std::unique_ptr<UserSymbols> MakeUserSymbols();

// A function symbol of an ELF file, for probes.
struct ElfFunction {
  std::string name;
  uint64_t address = 0;  // virtual address in the file
  uint64_t size = 0;     // bytes
  uint64_t file_offset = 0;
};
// Function symbols of an ELF executable or library, sorted by name; separate debug files included.
Result<std::vector<ElfFunction>> ReadElfFunctions(const std::string& path);

// Where a function or variable is.
struct ElfPlace {
  uint64_t address = 0;  // virtual address in the file
  uint64_t size = 0;     // bytes; 0: the file does not say
};
// An error when there is none, or several of that name.
Result<ElfPlace> FindElfSymbol(const std::string& path, const std::string& name);

// Whether the file has a section of that name.
bool HasElfSection(const std::string& path, std::string_view name);

// One place of a static probe (USDT), as a note in the file describes it.
struct ElfMarker {
  std::string provider;
  std::string name;
  std::string arguments;   // as written: "-4@%edi 8@16(%rsp)"
  uint64_t address = 0;    // virtual, in the file: where the probe is
  uint64_t semaphore = 0;  // the same of a 16-bit counter that says whether anybody looks; 0: none
};
// The notes in .note.stapsdt of an ELF executable or library, sorted by provider, name and address. Format:
// https://sourceware.org/systemtap/wiki/UserSpaceProbeImplementation. Notes of code that the linker has left
// out are left out, too.
Result<std::vector<ElfMarker>> ReadElfMarkers(const std::string& path);

}  // namespace sonde
