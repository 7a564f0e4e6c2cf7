// The fields of what a bundle's metadata consists of, by name: the one list that the bytes of a bundle and
// its JSON are both made from. The order is that of the file format. Leaves: Fields. Covered by
// tests/bundle/bundle_test.cpp and tests/bundle/json_test.cpp.
#pragma once

#include <type_traits>

#include "bundle/metadata.h"

namespace sonde::bundle {

template <typename T>
struct Field {
  const char* name;
  T& value;
};
template <typename T>
Field(const char*, T&) -> Field<T>;

// Calls `visit` once with a Field for each field of `v`, a struct of metadata.h, const or not.
#define FIELD(name) \
  Field {           \
    #name, v.name   \
  }
template <typename T, typename Visit>
void Fields(T& v, Visit&& visit) {
  using Struct = std::remove_const_t<T>;
  if constexpr (std::is_same_v<Struct, Layout>) {
    visit(FIELD(kind), FIELD(offset), FIELD(size), FIELD(is_signed), FIELD(count), FIELD(stack_mode),
          FIELD(bit_offset), FIELD(bit_size), FIELD(name), FIELD(children), FIELD(enumerators),
          FIELD(kernel_enum));
  } else if constexpr (std::is_same_v<Struct, MapMeta>) {
    visit(FIELD(name), FIELD(bpf_name), FIELD(storage), FIELD(offset), FIELD(has_keys), FIELD(tuple_key),
          FIELD(key), FIELD(function), FIELD(value), FIELD(value_size), FIELD(max_entries), FIELD(buckets),
          FIELD(generation), FIELD(additive), FIELD(beside));
  } else if constexpr (std::is_same_v<Struct, Buckets>) {
    visit(FIELD(kind), FIELD(bits), FIELD(min), FIELD(max), FIELD(step));
  } else if constexpr (std::is_same_v<Struct, Location>) {
    visit(FIELD(line), FIELD(column), FIELD(end_column), FIELD(source_line), FIELD(file),
          FIELD(expanded_from));
  } else if constexpr (std::is_same_v<Struct, EventTarget>) {
    visit(FIELD(event));
  } else if constexpr (std::is_same_v<Struct, TracepointTarget>) {
    visit(FIELD(category), FIELD(event));
  } else if constexpr (std::is_same_v<Struct, RawTracepointTarget>) {
    visit(FIELD(module), FIELD(event));
  } else if constexpr (std::is_same_v<Struct, KernelTarget>) {
    visit(FIELD(module), FIELD(function), FIELD(offset), FIELD(address));
  } else if constexpr (std::is_same_v<Struct, TrampolineTarget>) {
    visit(FIELD(module), FIELD(function), FIELD(program), FIELD(signature));
  } else if constexpr (std::is_same_v<Struct, UserTarget>) {
    visit(FIELD(path), FIELD(function), FIELD(offset), FIELD(address), FIELD(code_size), FIELD(code_hash));
  } else if constexpr (std::is_same_v<Struct, ObjectTarget>) {
    visit(FIELD(object), FIELD(pin));
  } else if constexpr (std::is_same_v<Struct, MemoryTarget>) {
    visit(FIELD(address), FIELD(length), FIELD(mode), FIELD(armed_by));
  } else if constexpr (std::is_same_v<Struct, MarkerSymbol>) {
    visit(FIELD(name), FIELD(address));
  } else if constexpr (std::is_same_v<Struct, MarkerTarget>) {
    visit(FIELD(path), FIELD(provider), FIELD(name), FIELD(address), FIELD(semaphore), FIELD(arguments),
          FIELD(symbols));
  } else if constexpr (std::is_same_v<Struct, ProbeMeta>) {
    visit(FIELD(name), FIELD(program), FIELD(kind), FIELD(targets), FIELD(multi), FIELD(pattern),
          FIELD(period), FIELD(frequency), FIELD(order), FIELD(means), FIELD(needed_features), FIELD(sleep),
          FIELD(sleep_word), FIELD(location), FIELD(shown_target));
  } else if constexpr (std::is_same_v<Struct, Beside>) {
    visit(FIELD(front_places), FIELD(by_thread));
  } else if constexpr (std::is_same_v<Struct, EventMeta>) {
    visit(FIELD(kind), FIELD(text), FIELD(args), FIELD(maps), FIELD(map), FIELD(joined), FIELD(top),
          FIELD(divisor), FIELD(top_parameter), FIELD(divisor_parameter), FIELD(percentiles), FIELD(size),
          FIELD(location));
  } else if constexpr (std::is_same_v<Struct, MapArgument>) {
    visit(FIELD(place), FIELD(map));
  } else if constexpr (std::is_same_v<Struct, LedgerRow>) {
    visit(FIELD(kind), FIELD(subject), FIELD(place));
  } else if constexpr (std::is_same_v<Struct, ParameterMeta>) {
    visit(FIELD(name), FIELD(kind), FIELD(offset), FIELD(size), FIELD(description));
  } else if constexpr (std::is_same_v<Struct, FamilyMeta>) {
    visit(FIELD(root), FIELD(process), FIELD(parameter), FIELD(location));
  } else if constexpr (std::is_same_v<Struct, KernelName>) {
    visit(FIELD(name), FIELD(location));
  } else if constexpr (std::is_same_v<Struct, KernelMember>) {
    visit(FIELD(name), FIELD(offset), FIELD(size));
  } else if constexpr (std::is_same_v<Struct, KernelLayout>) {
    visit(FIELD(type), FIELD(size), FIELD(location), FIELD(members));
  } else if constexpr (std::is_same_v<Struct, KernelAddress>) {
    visit(FIELD(symbol), FIELD(per_cpu), FIELD(offset), FIELD(location));
  } else if constexpr (std::is_same_v<Struct, KernelNeeds>) {
    visit(FIELD(names), FIELD(layouts), FIELD(addresses));
  } else if constexpr (std::is_same_v<Struct, ConfigValues>) {
    visit(FIELD(max_strlen), FIELD(max_map_keys), FIELD(max_cat_bytes), FIELD(max_probes),
          FIELD(ring_buffer_pages), FIELD(print_maps_on_exit), FIELD(cpp_demangle), FIELD(show_debug_info),
          FIELD(str_trunc_trailer), FIELD(missing_probes), FIELD(can_follow), FIELD(can_target),
          FIELD(asks_for_task), FIELD(unwinds));
  } else if constexpr (std::is_same_v<Struct, ScratchMeta>) {
    visit(FIELD(size), FIELD(slots));
  } else {
    static_assert(std::is_same_v<Struct, Metadata>);
    visit(FIELD(version), FIELD(producer), FIELD(source_name), FIELD(probes), FIELD(maps), FIELD(events),
          FIELD(locations), FIELD(ledger), FIELD(parameters), FIELD(families), FIELD(kernel), FIELD(texts),
          FIELD(config), FIELD(scratch));
  }
}
#undef FIELD

}  // namespace sonde::bundle
