// Btf: what the kernel's type information says, read lazily over the raw data: naming one struct never
// builds a table of all types. Types come out as sonde's own. Never prints.
// Covered by tests/btf/btf_test.cpp and split_btf_test.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "types/definitions.h"
#include "types/type.h"

namespace sonde {

struct BtfParameter {
  std::string name;
  TypePtr type;
  std::string c_type;  // as C declares it, for listings: "struct file *", "size_t"
};

struct BtfFunction {
  std::string name;
  std::vector<BtfParameter> parameters;
  TypePtr result;
  std::string c_result;
  bool variadic = false;
  uint32_t id = 0;  // its number in the kernel's type information, or its module's, of a raw tracepoint its
                    // typedef's; 0: none
};

// A variable of the kernel.
struct BtfVariable {
  std::string name;
  TypePtr type;
  bool per_cpu = false;
  uint32_t offset = 0;  // per_cpu: bytes from the start of a CPU's area
};

class Btf : public Definitions {
 public:
  // The core kernel, where modules are named.
  static constexpr std::string_view kCoreModule = "vmlinux";

  // The kernel's and, opened when a name is not in it, its modules'; or the file in BPFTRACE_BTF.
  static Result<std::unique_ptr<Btf>> LoadKernel();
  // The kernel that runs, whatever BPFTRACE_BTF says.
  static Result<std::unique_ptr<Btf>> LoadRunningKernel();
  // A file: raw BTF, or ELF with a section .BTF.
  static Result<std::unique_ptr<Btf>> LoadFile(const std::string& path);
  // Split BTF of a module, in `directory`/NAME, over `base`, which must outlive it.
  static Result<std::unique_ptr<Btf>> LoadModule(const std::string& directory, const std::string& name,
                                                 Btf& base);
  // `kernel` and the modules whose split BTF lies in `directory`: looked into in alphabetical order when
  // the kernel has no such name.
  static std::unique_ptr<Btf> WithModules(std::unique_ptr<Btf> kernel, std::string directory);
  // Raw BTF bytes (little endian); with `base`, split BTF over it. Malformed input gives an error, never a
  // crash.
  static Result<std::unique_ptr<Btf>> FromBytes(std::string bytes, Btf* base = nullptr);

  // A bare struct tag is found when no typedef has its name (language.md 3.2). char arrays become strings,
  // function pointers void*.
  TypePtr FindType(std::string_view name) override = 0;
  [[nodiscard]] bool relocatable() const override { return true; }
  virtual std::optional<BtfFunction> FindFunction(std::string_view name) = 0;
  // A function of one module, or of the core kernel: "vmlinux".
  virtual std::optional<BtfFunction> FindFunctionIn(std::string_view module, std::string_view name) {
    return module == kCoreModule ? FindFunction(name) : std::nullopt;
  }
  // The modules that have a function of that name, the core kernel ("vmlinux") first.
  virtual std::vector<std::string> ModulesOf(std::string_view function);
  // Arguments of a raw tracepoint (typedef btf_trace_NAME), the leading data pointer removed.
  virtual std::optional<BtfFunction> FindRawTracepoint(std::string_view name) = 0;
  // What a program that iterates over kernel objects (struct bpf_iter__NAME, function bpf_iter_NAME) is
  // called with: the members but `meta`, which is about the iteration.
  virtual std::optional<BtfFunction> FindIterator(std::string_view name) = 0;
  virtual std::optional<BtfVariable> FindVariable(std::string_view name) = 0;
  // A struct, union or enumeration as it is defined, for listings.
  struct Definition {
    std::string name;    // with its keyword: "struct list_head"
    std::string module;  // where: "vmlinux", or a kernel module
    std::string text;    // C source; empty unless asked for
  };
  // Those whose names match `pattern`, "struct task_*" (wildcards; the keyword is `struct`, `union` or
  // `enum`), by name. `with_text`: say also what they look like.
  virtual std::vector<Definition> MatchDefinitions(std::string_view pattern, bool with_text) = 0;
  // Names of all functions / raw tracepoints / iterators, unsorted; not those of modules.
  virtual std::vector<std::string> FunctionNames() = 0;
  virtual std::vector<std::string> RawTracepointNames() = 0;
  virtual std::vector<std::string> IteratorNames() = 0;
  // As DeclareTypes (btf/declare.h).
  virtual std::string DeclareInC(const std::vector<std::string>& names) = 0;
  // The types of one module, which come before the kernel's where it is named; null if it has none.
  virtual Btf* Module(std::string_view /*name*/) { return nullptr; }
};

}  // namespace sonde
