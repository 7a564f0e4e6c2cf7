// Shows bundles as JSON. Leaves: ToJson. Covered by tests/bundle/json_test.cpp and tests/golden/bundle/*.
#include "bundle/json.h"

#include <elf.h>

#include <algorithm>
#include <concepts>
#include <optional>
#include <utility>
#include <variant>

#include "base/json_stream.h"
#include "btf/bpf_elf.h"
#include "bundle/fields.h"

namespace sonde::bundle {
namespace {

constexpr uint64_t kInstructionSize = 8;  // bytes

std::string_view Name(ValueKind kind) {
  return RowOf(kind).name;
}
std::string_view Name(StackMode mode) {
  return RowOf(mode).name;
}
std::string_view Name(Aggregation function) {
  return RowOf(function).name;
}
std::string_view Name(ProbeKind kind) {
  return RowOf(kind).name;
}
std::string_view Name(LedgerKind kind) {
  return RowOf(kind).id;
}

std::string_view Name(Means means) {
  switch (means) {
#define MEANS(id, attach_type, descriptors, how) \
  case Means::id:                                \
    return #id;
#include "defs/attach.def"
  }
  return "";
}

#define NAME(Enum, id) \
  case Enum::id:       \
    return #id
std::string_view Name(Sleep sleep) {
  switch (sleep) {
    NAME(Sleep, NoNeed);
    NAME(Sleep, Possible);
    NAME(Sleep, KernelCannot);
    NAME(Sleep, WouldHoldLocks);
  }
  return "";
}

std::string_view Name(EventKind kind) {
  return RowOf(kind).name;
}

std::string_view Name(Buckets::Kind kind) {
  switch (kind) {
    NAME(Buckets::Kind, None);
    NAME(Buckets::Kind, Log);
    NAME(Buckets::Kind, Linear);
    NAME(Buckets::Kind, Time);
  }
  return "";
}

std::string_view Name(MapStorage storage) {
  switch (storage) {
    NAME(MapStorage, Global);
    NAME(MapStorage, PerCpuScalar);
    NAME(MapStorage, Hash);
    NAME(MapStorage, PerCpuHash);
    NAME(MapStorage, FrontedHash);
  }
  return "";
}

std::string_view Name(ParameterKind kind) {
  switch (kind) {
    NAME(ParameterKind, Bool);
    NAME(ParameterKind, Unsigned);
    NAME(ParameterKind, Signed);
    NAME(ParameterKind, Text);
  }
  return "";
}

std::string_view Name(FamilyRoot root) {
  switch (root) {
    NAME(FamilyRoot, Process);
    NAME(FamilyRoot, Child);
    NAME(FamilyRoot, Parameter);
  }
  return "";
}
#undef NAME

template <typename T>
concept Enumeration = std::is_enum_v<T>;
// Of metadata.h.
template <typename T>
concept Structure = std::is_class_v<T> && !std::is_same_v<T, std::string>;

// What is left out: fields as metadata.h has them from the start. What something is, is always shown, but for
// the kinds that stand for nothing.
template <typename T>
  requires std::integral<T> || std::same_as<T, std::string>
bool IsDefault(const T& value, const T& initial) {
  return value == initial;
}
template <Enumeration T>
bool IsDefault(T kind, T initial) {
  constexpr bool kHasNothing = std::is_same_v<T, StackMode> || std::is_same_v<T, Aggregation> ||
                               std::is_same_v<T, ValueKind> || std::is_same_v<T, Buckets::Kind> ||
                               std::is_same_v<T, Sleep>;
  return kHasNothing && kind == initial;
}
// No list has elements from the start.
template <typename T>
bool IsDefault(const std::vector<T>& list, const std::vector<T>& /*initial*/) {
  return list.empty();
}
template <typename T>
bool IsDefault(const std::optional<T>& value, const std::optional<T>& /*initial*/) {
  return !value.has_value();
}
template <Structure T>
bool IsDefault(const T& value, const T& initial) {
  bool is_default = true;
  Fields(value, [&](auto... fields) {
    Fields(initial, [&](auto... others) { is_default = (IsDefault(fields.value, others.value) && ...); });
  });
  return is_default;
}

template <std::integral T>
void Show(JsonStream& json, T number) {
  json.Integer(static_cast<uint64_t>(number), std::is_signed_v<T>);
}
template <>
void Show(JsonStream& json, bool flag) {
  json.Bool(flag);
}
void Show(JsonStream& json, const std::string& text) {
  json.String(text);
}
template <Enumeration T>
void Show(JsonStream& json, T kind) {
  json.String(Name(kind));
}
void Show(JsonStream& json, const std::pair<int64_t, std::string>& enumerator) {
  json.StartObject();
  json.Key("name");
  json.String(enumerator.second);
  json.Key("value");
  Show(json, enumerator.first);
  json.EndObject();
}
template <typename T>
void Show(JsonStream& json, const std::vector<T>& list);

template <Structure T>
void Show(JsonStream& json, const T& value);

template <typename T>
void Show(JsonStream& json, const std::optional<T>& value) {
  Show(json, *value);
}
template <typename... T>
void Show(JsonStream& json, const std::variant<T...>& value) {
  std::visit([&](const auto& detail) { Show(json, detail); }, value);
}

template <typename T>
void ShowField(JsonStream& json, Field<T> field, Field<T> initial) {
  if (IsDefault(field.value, initial.value)) return;
  json.Key(field.name);
  Show(json, field.value);
}

template <Structure T>
void Show(JsonStream& json, const T& value) {
  const T initial{};
  json.StartObject();
  Fields(value, [&](auto... fields) {
    Fields(initial, [&](auto... others) { (ShowField(json, fields, others), ...); });
  });
  json.EndObject();
}

template <typename T>
void Show(JsonStream& json, const std::vector<T>& list) {
  json.StartArray();
  for (const T& element : list)
    Show(json, element);
  json.EndArray();
}

// What the kernel gets to see: no relocations, symbols, nor debug information for debuggers.
bool IsShown(const BpfSection& section) {
  return section.size > 0 && ((section.flags & SHF_ALLOC) != 0 || section.name.starts_with(".BTF"));
}

void ShowProgram(JsonStream& json, const BpfSymbol& program, std::string_view section) {
  json.StartObject();
  json.Key("name");
  json.String(program.name);
  json.Key("section");
  json.String(section);
  json.Key("instructions");
  Show(json, program.size / kInstructionSize);
  json.EndObject();
}

void ShowElf(JsonStream& json, const BpfElf& elf, size_t size) {
  json.StartObject();
  json.Key("size");
  Show(json, size);
  json.Key("sections");
  json.StartObject();
  for (const BpfSection& section : elf.sections) {
    if (!IsShown(section)) continue;
    json.Key(section.name);
    Show(json, section.size);
  }
  json.EndObject();
  json.Key("programs");
  json.StartArray();
  for (const BpfSymbol& symbol : elf.symbols) {
    if (symbol.kind == STT_FUNC && symbol.section < elf.sections.size()) {
      ShowProgram(json, symbol, elf.sections[symbol.section].name);
    }
  }
  json.EndArray();
  json.EndObject();
}

}  // namespace

Result<std::string> ToJson(const Bundle& bundle) {
  auto elf = ReadBpfElf(bundle.elf);
  if (!elf) return elf.TakeError().While("cannot show the BPF object");
  std::string text;
  JsonStream json(text, JsonLayout::Indented);
  json.StartObject();
  json.Key("metadata");
  Show(json, bundle.metadata);
  json.Key("elf");
  ShowElf(json, *elf, bundle.elf.size());
  json.EndObject();
  return text;
}

}  // namespace sonde::bundle
