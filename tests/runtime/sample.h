// The bundle around sample.bpf.c, with its metadata built by hand.
#pragma once

#include <fstream>
#include <iterator>

#include "bundle/bundle.h"
#include "defs/events.h"

namespace sonde::runtime {

inline bundle::Layout Number(uint32_t offset, uint32_t size, bool is_signed = false) {
  bundle::Layout layout;
  layout.kind = ValueKind::Integer;
  layout.offset = offset;
  layout.size = size;
  layout.is_signed = is_signed;
  return layout;
}

inline bundle::Layout String(uint32_t offset, uint32_t size) {
  bundle::Layout layout;
  layout.kind = ValueKind::String;
  layout.offset = offset;
  layout.size = size;
  return layout;
}

// What a plan for a kernel without features says, where one program serves `several` functions.
inline void Plan(bundle::ProbeMeta& probe, bool several) {
  probe.multi = several;
  for (const Way& way : kWays) {
    if (way.probe == probe.kind && May(way, several) && !IsSubstitute(way)) probe.means = way.means;
  }
}

inline bundle::ProbeMeta Probe(ProbeKind kind, const char* name, const char* program) {
  bundle::ProbeMeta probe;
  probe.kind = kind;
  Plan(probe, false);
  probe.name = name;
  probe.program = program;
  return probe;
}

inline void AddMaps(bundle::Metadata& meta) {
  auto global = [&](const char* name, uint32_t offset) {
    bundle::MapMeta map;
    map.name = name;
    map.offset = static_cast<uint32_t>(sizeof(ControlData)) + offset;
    map.value = Number(0, 8);
    map.value_size = 8;
    meta.maps.push_back(map);
  };
  global("@ticks", 0);
  global("@unset", 16);
  global("@calls", 32);
  global("@kernel", 48);
  bundle::MapMeta keyed;
  keyed.name = "@by_key";
  keyed.bpf_name = "map_by_key";
  keyed.storage = bundle::MapStorage::Hash;
  keyed.has_keys = true;
  keyed.key = Number(0, 8);
  keyed.value = Number(0, 8);
  keyed.value_size = 8;
  keyed.max_entries = 2000;
  meta.maps.push_back(keyed);
  bundle::MapMeta hist;
  hist.name = "@hist";
  hist.bpf_name = "map_hist";
  hist.storage = bundle::MapStorage::PerCpuHash;
  hist.has_keys = true;
  hist.key = String(0, 16);
  hist.function = Aggregation::Hist;
  hist.value = Number(0, 8);
  hist.value_size = 65 * 8;
  hist.buckets.kind = Buckets::Kind::Log;
  hist.max_entries = 64;
  meta.maps.push_back(hist);
  bundle::MapMeta avg;
  avg.name = "@avg";
  avg.bpf_name = "map_avg";
  avg.storage = bundle::MapStorage::PerCpuScalar;
  avg.function = Aggregation::Avg;
  avg.value = Number(0, 8);
  avg.value_size = 16;
  avg.max_entries = 1;
  meta.maps.push_back(avg);
}

// All programs of the sample need a probe each, or libbpf's types are not set; `uprobe_path` and
// `function` say where the uprobe goes.
inline bundle::Bundle SampleBundle(const std::string& uprobe_path, const std::string& function) {
  bundle::Bundle bundle;
  std::ifstream file(SAMPLE_OBJECT, std::ios::binary);
  bundle.elf.assign(std::istreambuf_iterator<char>(file), {});
  bundle::Metadata& meta = bundle.metadata;
  meta.source_name = "stdin";
  meta.probes = {Probe(ProbeKind::Begin, "begin", "begin_0"), Probe(ProbeKind::End, "end", "end_0"),
                 Probe(ProbeKind::Interval, "interval:ms:10", "interval_0"),
                 Probe(ProbeKind::Tracepoint, "tracepoint:syscalls:sys_enter_getppid", "tracepoint_0"),
                 Probe(ProbeKind::Uprobe, "uprobe", "uprobe_0")};
  meta.probes[2].period = 10000000;
  meta.probes[3].targets = {bundle::TracepointTarget{"syscalls", "sys_enter_getppid"}};
  meta.probes[4].targets = {bundle::UserTarget{.path = uprobe_path, .function = function}};
  AddMaps(meta);
  bundle::EventMeta print;
  print.kind = EventKind::Printf;
  print.text = "%d %s\n";
  print.args = {Number(0, 8), String(8, 16)};
  print.size = 32;
  bundle::EventMeta exit;
  exit.kind = EventKind::Exit;
  exit.size = 32;
  meta.events = {print, exit};
  meta.ledger = {{bundle::LedgerKind::EventsLost, 0}};
  return bundle;
}

}  // namespace sonde::runtime
