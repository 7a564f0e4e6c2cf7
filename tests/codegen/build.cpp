// Builders for the tests of codegen. Leaves: the functions of build.h.
#include "build.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>
#include <unistd.h>

#include <cstdarg>

#include "host/fake_host.h"

namespace sonde::test {

typed::ExprPtr Number(uint64_t bits, TypePtr type) {
  auto node = Make<typed::Integer>(std::move(type));
  node->bits = bits;
  return node;
}

typed::ExprPtr Text(const std::string& text) {
  auto node = Make<typed::String>(StringType(static_cast<uint32_t>(text.size()) + 1));
  node->text = text;
  return node;
}

typed::ExprPtr Comm() {
  auto node = Make<typed::Builtin>(StringType(16));
  node->id = BuiltinId::Comm;
  return node;
}

typed::Probe& AddProbe(typed::Program& program, ProbeKind kind, const std::string& name) {
  typed::Probe probe;
  probe.target.spec.kind = kind;
  probe.target.spec.name = name;
  program.probes.push_back(std::move(probe));
  return program.probes.back();
}

uint32_t AddMap(typed::Program& program, const std::string& name, TypePtr key, TypePtr value) {
  typed::MapInfo info;
  info.name = name;
  info.has_keys = key != nullptr;
  info.key = std::move(key);
  info.value = std::move(value);
  info.max_entries = 128;
  program.maps.push_back(std::move(info));
  return static_cast<uint32_t>(program.maps.size() - 1);
}

std::vector<ProbePlan> PlanOf(const typed::Program& program) {
  return Plan(program, *MakeFakeHost("/nonexistent"));
}

bundle::Bundle CompileOrFail(const typed::Program& program, std::string* ir, std::string* optimized_ir) {
  const Source source("stdin", "begin { @x = 1 }\n");
  const std::vector<ProbePlan> plan = PlanOf(program);
  Lowered lowered = Lower(program, plan, source, {});
  EXPECT_EQ(lowered.Problem(), "");
  if (ir != nullptr) *ir = lowered.Ir();
  auto optimized = Optimize(std::move(lowered));
  EXPECT_TRUE(optimized.ok()) << optimized.error().Text();
  if (!optimized) return {};
  if (optimized_ir != nullptr) *optimized_ir = optimized->Ir();
  auto bundle = Emit(std::move(*optimized), program.imported.get());
  EXPECT_TRUE(bundle.ok()) << bundle.error().Text();
  return bundle ? std::move(*bundle) : bundle::Bundle{};
}

namespace {

std::string log_text;

int Collect(libbpf_print_level level, const char* format, va_list args) {
  if (level == LIBBPF_DEBUG) return 0;
  char line[4096];
  vsnprintf(line, sizeof line, format, args);
  log_text += line;
  return 0;
}

}  // namespace

bool CanLoad() {
  const bpf_insn insns[] = {
      {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0},
      {.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0}};
  const int fd = bpf_prog_load(BPF_PROG_TYPE_RAW_TRACEPOINT, "probe", "GPL", insns, 2, nullptr);
  if (fd >= 0) close(fd);
  return fd >= 0;
}

std::string Load(const bundle::Bundle& bundle) {
  log_text.clear();
  libbpf_set_print(Collect);
  bpf_object_open_opts options = {};
  options.sz = sizeof options;
  options.object_name = "sonde";
  bpf_object* object = bpf_object__open_mem(bundle.elf.data(), bundle.elf.size(), &options);
  if (object == nullptr) return "open failed: " + log_text;
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object) {
    const std::string name = bpf_map__name(map);
    if (name == kScratchMap) bpf_map__set_max_entries(map, 64);
    if (name == kScratchMaskMap) bpf_map__set_max_entries(map, 8);
  }
  const int error = bpf_object__load(object);
  bpf_object__close(object);
  return error == 0 ? "" : "load failed: " + log_text;
}

}  // namespace sonde::test
