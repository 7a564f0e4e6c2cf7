// The output model: what values mean, free of map bytes. Decoded by runtime, turned into text by the writers
// of this folder and by nobody else. Covered by tests/output/*.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/buckets.h"
#include "defs/address_space.h"
#include "defs/aggregations.h"
#include "defs/stack_modes.h"

namespace sonde::output {

struct Value;

// A variant of all types but the first: lists that are expanded from a table begin with a comma.
template <typename First, typename... Others>
using TypesBehind = std::variant<Others...>;

using Nothing = std::monostate;
using Int64 = int64_t;
using Uint64 = uint64_t;
using Bool = bool;
struct Pointer {
  uint64_t address;
};
// `single`: a float, which has fewer digits than a double.
struct Float {
  double value;
  bool single;
};
// `name` is empty for a number without an enumerator.
struct EnumValue {
  int64_t number;
  std::string name;
};
// Strings and everything that prints as its text.
struct Text {
  std::string text;
};
// Buffers.
struct Bytes {
  std::string data;
};
// An address of code and what is known of it.
struct Frame {
  uint64_t address = 0;
  std::string symbol;   // empty: unknown
  uint64_t offset = 0;  // bytes from the start of the symbol
  std::string module;   // kernel module, or path of the mapped file; may be empty
  std::string file;     // of the source; empty: unknown
  uint32_t line = 0;    // in `file`, from 1
  // Of the ELF file `module`, or of the kernel: the address in it (0: unknown), and its build id, lower-case
  // hex (null: unknown).
  uint64_t file_address = 0;
  std::shared_ptr<const std::string> build_id = nullptr;
  bool inlined = false;  // a copy of the symbol inside of the next frame's function
  bool jit = false;      // made at run time: its name is from a perf map
  AddressSpace space = AddressSpace::Kernel;
};
// ksym, usym, func.
struct Symbol {
  Frame frame;
};
struct Stack {
  StackMode mode = StackMode::Default;
  AddressSpace space = AddressSpace::Kernel;  // of all its frames
  std::vector<Frame> frames;                  // innermost first
  bool unwind_failed = false;  // there are more frames behind the last, which could not be found
};
struct Array {
  std::vector<Value> elements;
};
struct Tuple {
  std::vector<Value> elements;
};
struct Field;
struct Record {
  std::vector<Field> fields;
};

struct MapData;
// A map in the text of a printf. Never null.
struct WholeMap {
  std::shared_ptr<const MapData> map;
};

// The alternatives are the rows of shown_values.def.
struct Value {
  // clang-format off
  using Data = TypesBehind<void
#define SHOWN_VALUE(type, json) , type
#include "defs/shown_values.def"
  >;
  // clang-format on
  Data data;
};

struct Field {
  std::string name;
  Value value;
};

enum class JsonForm : uint8_t { Own, Quoted };
template <typename T>
inline constexpr JsonForm kJsonForm = JsonForm::Own;
#define SHOWN_VALUE(type, json) \
  template <>                   \
  inline constexpr JsonForm kJsonForm<type> = JsonForm::json;
#include "defs/shown_values.def"

// Summed over CPUs. `is_signed` tells how to read total, value and average.
struct Statistics {
  bool is_signed = true;
  uint64_t count = 0;
  uint64_t total = 0;  // bits of the 64-bit sum
  // total / count truncated toward zero, 0 when count is 0; bits of int64 or uint64 by is_signed.
  [[nodiscard]] uint64_t Average() const;
};

struct Histogram {
  Buckets buckets;
  std::vector<uint64_t> counts;  // by bucket
};

// Values over time, in intervals of equal length.
struct TimeSeries {
  struct Point {
    uint64_t interval = 0;  // its number, from the beginning of 1970
    uint64_t bits = 0;      // of int64 or uint64 by `is_signed`
  };
  bool is_signed = true;
  uint64_t length = 0;        // of an interval, nanoseconds
  uint64_t most = 0;          // intervals that are kept
  uint64_t latest = 0;        // number of the newest interval that any series of the map has
  std::vector<Point> points;  // in order of time; what is missing had no value
};

using EntryValue = std::variant<Value, Statistics, Histogram, TimeSeries>;

struct MapEntry {
  Value key;  // monostate for a scalar map
  EntryValue value;
  std::string id = {};  // NOLINT: the same for equal keys of several maps; empty unless they are joined
};

// One map ready for printing; `entries` are sorted already (see SortEntries).
struct MapData {
  std::string name;  // with the @
  bool keyed = false;
  Aggregation function = Aggregation::None;
  std::vector<MapEntry> entries;
};

}  // namespace sonde::output
