// HostView: the one interface to what a machine can tell before a program runs. Everything up to the
// bundle sees only this, so tests replay a recorded or made-up host. Nothing is read before it is asked.
// Covered by tests/host/*.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/wildcard.h"
#include "btf/btf.h"
#include "defs/attach.h"
#include "defs/features.h"
#include "dwarf/debug_info.h"

namespace sonde {

// One line `field:` of a tracepoint's format file.
struct TracepointField {
  std::string c_type;  // as in the file, without the name: "const char *", "char[16]", "__data_loc char[]"
  std::string name;
  uint32_t offset = 0;  // bytes from the start of the record
  uint32_t size = 0;    // bytes
  bool is_signed = false;
};

struct TracepointFormat {
  uint32_t id = 0;
  std::vector<TracepointField> fields;  // in file order, common_* included
};

struct KernelFunction {
  std::string name;
  std::string module;  // empty: the core kernel
};

// A function of a BPF program in the kernel, as its type information has it.
struct BpfFunction {
  uint32_t program = 0;  // its number (id)
  std::string name;
  uint32_t result_size = 0;  // bytes of an integer or a pointer; 0: anything else
  bool result_is_signed = false;
};

// A function symbol of an ELF file.
struct UserFunction {
  std::string name;      // as in the symbol table (mangled)
  uint64_t address = 0;  // virtual address in the file
  uint64_t size = 0;     // bytes
  uint64_t file_offset = 0;
};

// A function or variable of an ELF file.
struct UserSymbol {
  uint64_t address = 0;  // virtual address in the file
  uint64_t size = 0;     // bytes; 0: the file does not say
};

// One place of a static probe (USDT) of an ELF file, as its note says.
struct UserMarker {
  std::string provider;
  std::string name;
  std::string arguments;   // as written: "-4@%edi 8@16(%rsp)"
  uint64_t address = 0;    // virtual address in the file
  uint64_t semaphore = 0;  // of the 16-bit counter of those who look; 0: none
};

// A function in the running kernel's symbol table.
struct KernelSymbol {
  std::string name;
  std::string module;    // empty: the core kernel
  uint64_t address = 0;  // 0: the kernel hides it
  uint64_t size = 0;     // bytes up to the next symbol; 0: not known
};

// One instruction: bytes [begin, end) behind the start of its function.
struct InstructionSpan {
  uint64_t begin = 0;
  uint64_t end = 0;
  uint64_t code_hash = 0;  // HashCode of the bytes before the place that was asked for
};

// A file to trace. A path stays as it was written; a name that was looked up shows what was found.
struct Binary {
  std::string path;   // to open: absolute, through /proc/PID/root in another mount namespace
  std::string shown;  // in names of probes and messages
};

// Stands between an archive and its member in the path of a Binary: "/app/base.apk!/lib/arm64/libapp.so".
inline constexpr std::string_view kInArchive = "!/";

// The file that a path of a Binary stands for, or a part of one.
struct FilePart {
  std::string path;     // what programs map
  uint64_t offset = 0;  // where in it the ELF file begins
};

// Where the kernel's headers are; empty: nowhere. `source` and `build` (for generated files) may be the same.
struct KernelHeaders {
  std::string source;
  std::string build;
  std::string arch;  // as the kernel calls it: "x86"
};

// Nothing in it has a body: who stands between a view and its users (recording_host.h) cannot forget a
// question.
class HostView {
 public:
  virtual ~HostView() = default;

  // Kernel BTF; an error says what is missing. The object lives as long as the view.
  virtual Result<Btf*> KernelBtf() = 0;
  virtual Result<TracepointFormat> Tracepoint(const std::string& category, const std::string& event) = 0;
  // (category, event) pairs that match both patterns (`*` wildcards), sorted.
  virtual std::vector<std::pair<std::string, std::string>> MatchTracepoints(std::string_view category,
                                                                            std::string_view event) = 0;
  // Raw tracepoint names that match, sorted.
  virtual std::vector<std::string> MatchRawTracepoints(std::string_view event) = 0;
  // Functions that can be traced (available_filter_functions, else BTF functions), matching the
  // patterns; an empty module pattern means any. Dangerous ones (language.md 7.2) are left out. Sorted,
  // unique.
  virtual std::vector<KernelFunction> MatchKernelFunctions(std::string_view module,
                                                           std::string_view function) = 0;
  // Names that the list of traceable functions has more than once, sorted: functions of several files.
  virtual std::vector<std::string> RepeatedKernelFunctions() = 0;
  virtual bool ModuleLoaded(std::string_view module) = 0;
  // False when the kernel surely has no such traceable function; true also when nothing can be known.
  virtual bool MayTraceKernelFunction(std::string_view function) = 0;
  // What the kernel's own list of traceable functions says, less its list of those without kprobes. Nothing
  // when that list cannot be read.
  virtual std::optional<bool> KernelListsFunction(std::string_view function) = 0;
  // The functions of that name in the kernel's symbol table; if there are none, those whose name differs in
  // what compilers append (.isra.0, .constprop.0). Empty when there are none or nothing can be known.
  virtual std::vector<KernelSymbol> FindKernelSymbols(std::string_view function) = 0;
  // The instruction at, or around, the byte `offset` of a kernel function, from the kernel's memory.
  virtual Result<InstructionSpan> KernelInstruction(const KernelSymbol& function, uint64_t offset) = 0;
  // Functions of loaded BPF programs that programs can be attached to, by number and name. Empty if there are
  // none or the kernel does not tell.
  virtual std::vector<BpfFunction> BpfFunctions() = 0;
  // A traced binary: absolute or relative path, a name on PATH, or libNAME[.so.N].
  // `pid` (0: none) selects the mount namespace.
  virtual Result<Binary> ResolveBinary(std::string_view name, int pid) = 0;
  // The different executables with that name in the folders of PATH, in its order; empty for a name with a
  // slash.
  virtual std::vector<std::string> FindOnPath(std::string_view name, int pid) = 0;
  // ELF files whose path matches a shell pattern; `*` alone: every file that some process (or `pid`) has
  // mapped for execution. Sorted, unique.
  virtual std::vector<Binary> MatchBinaries(std::string_view pattern, int pid) = 0;
  // Where the file of a path is that ResolveBinary gave. All other functions take such paths, and their
  // offsets are from the beginning of the part.
  virtual Result<FilePart> PartOf(const std::string& path) = 0;
  // Function symbols of an ELF file (symbol tables and separate debug file) matching a pattern, sorted.
  virtual Result<std::vector<UserFunction>> MatchUserFunctions(const std::string& path,
                                                               std::string_view function) = 0;
  virtual Result<UserFunction> FindUserFunction(const std::string& path, std::string_view function) = 0;
  // All functions of that name that have addresses of their own; an error when there is none.
  virtual Result<std::vector<UserFunction>> FindUserFunctions(const std::string& path,
                                                              std::string_view function) = 0;
  // The function whose bytes hold a virtual address of an ELF file; an error when none does.
  virtual Result<UserFunction> UserFunctionAt(const std::string& path, uint64_t address) = 0;
  // The instruction at, or around, the byte `offset` of a function, decoded from the function's start.
  virtual Result<InstructionSpan> UserInstruction(const std::string& path, const UserFunction& function,
                                                  uint64_t offset) = 0;
  // File offset of a virtual address of an ELF file.
  virtual Result<uint64_t> UserFileOffset(const std::string& path, uint64_t address) = 0;
  // The static probes of an ELF file, sorted by provider, name and address; empty when it has none.
  virtual Result<std::vector<UserMarker>> UserMarkers(const std::string& path) = 0;
  // A function or variable of an ELF file; an error when there is none of that name or several.
  virtual Result<UserSymbol> FindUserSymbol(const std::string& path, const std::string& symbol) = 0;
  // Whether an ELF file is a program, or a library, of Go: its functions run on stacks that move.
  virtual bool IsGoProgram(const std::string& path) = 0;
  // Debug information of an ELF file, read when it is asked; null where this view has none at all. The object
  // lives as long as the view.
  virtual DebugInfo* DebugInfoOf(const std::string& path) = 0;
  // As FindCgroupId (host/cgroups.h).
  virtual int CgroupId(const std::string& path, uint64_t& id) = 0;
  virtual bool Has(Feature feature) = 0;
  // Whether programs of a type may call a function of the kernel.
  virtual bool MayCall(const std::string& function, ProgramType program) = 0;
  virtual std::string KernelRelease() = 0;
  // For C in scripts that includes them.
  virtual KernelHeaders FindKernelHeaders() = 0;
  // What is another text as soon as the kernel, its modules, what this process may ask them, or anything else
  // changes that decides what is said above of type information, functions of the kernel, features and calls.
  // Empty: nothing is known that does.
  virtual std::string KernelStamp() = 0;
  // What is another text as soon as the file that `path` leads to is another one or has changed, or appears,
  // or goes. For files that are read past this view (base/file_watch.h).
  virtual std::string FileStamp(const std::string& path) = 0;
};

// What to take for the machine sonde runs on.
struct HostSettings {
  std::vector<Feature> no_features;  // to report as absent (--no-feature)
  std::string kernel_btf;  // a file with the types of another kernel; empty: those of BPFTRACE_BTF or of
                           // the running kernel
  // The text of a file that takes the place of the kernel's list of traceable functions.
  std::optional<std::string> traceable_functions;
  DebugInfoMaker debug_info;  // makes what DebugInfoOf gives; without it there is none
};

std::unique_ptr<HostView> MakeRealHost(HostSettings settings = {});

}  // namespace sonde
