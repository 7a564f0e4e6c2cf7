// Btf: what the kernel's type information says, read lazily over the raw data: naming one struct never
// builds a table of all types. Types come out as sonde's own. Never prints.
// Covered by tests/btf/btf_test.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "types/type.h"

namespace sonde {

// A member of a struct or union; anonymous members are searched through, `byte_offset` is from the start
// of the struct that was asked. `bit_size` is non-zero for bit-fields: then byte_offset/type describe the
// storage unit of at most 8 bytes and bit_offset the position in it.
struct BtfField {
  std::string name;
  TypePtr type;
  uint32_t byte_offset = 0;
  uint32_t bit_offset = 0;
  uint32_t bit_size = 0;
  // Tag of a pointer that forbids a plain read ("percpu", "iomem" ...); empty for none, "rcu" and "user".
  std::string tag;
};

struct BtfEnumerator {
  TypePtr type;
  int64_t value = 0;
};

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
};

class Btf {
 public:
  // /sys/kernel/btf/vmlinux, or the file in BPFTRACE_BTF.
  static Result<std::unique_ptr<Btf>> LoadKernel();
  // Raw BTF bytes (little endian). Malformed input gives an error, never a crash.
  static Result<std::unique_ptr<Btf>> FromBytes(std::string bytes);
  virtual ~Btf() = default;

  // "struct X", "union X", "enum X" or a typedef/base type name; null when there is none. A bare struct tag
  // is found when no typedef has its name (language.md 3.2). char arrays become strings, function pointers
  // void*.
  virtual TypePtr FindType(std::string_view name) = 0;
  // The enumeration that has an enumerator of this name, and its value; the first one if there are several.
  virtual std::optional<BtfEnumerator> FindEnumerator(std::string_view name) = 0;
  // `type` is a Struct that came from this object.
  virtual std::optional<BtfField> FindField(const Type& type, std::string_view name) = 0;
  // Direct members in order, for printing whole structs.
  virtual std::vector<BtfField> Fields(const Type& type) = 0;
  virtual std::optional<BtfFunction> FindFunction(std::string_view name) = 0;
  // Arguments of a raw tracepoint (typedef btf_trace_NAME), the leading data pointer removed.
  virtual std::optional<BtfFunction> FindRawTracepoint(std::string_view name) = 0;
  // Names of all functions / raw tracepoints, unsorted.
  virtual std::vector<std::string> FunctionNames() = 0;
  virtual std::vector<std::string> RawTracepointNames() = 0;
};

}  // namespace sonde
