// Small builders of typed programs, so that code generation is tested without parser, checks or host.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/source.h"
#include "bundle/bundle.h"
#include "codegen/codegen.h"
#include "plan/plan.h"
#include "typed/typed.h"

namespace sonde::test {

template <typename Node>
std::unique_ptr<Node> Make(TypePtr type) {
  return std::make_unique<Node>(std::move(type), SourceRange{0, 1});
}
template <typename Node>
std::unique_ptr<Node> MakeStmt() {
  return std::make_unique<Node>(SourceRange{0, 1});
}

typed::ExprPtr Number(uint64_t bits, TypePtr type = IntegerType(8, true));
typed::ExprPtr Text(const std::string& text);
typed::ExprPtr Comm();

// A probe of `kind` with an empty body, appended to `program`.
typed::Probe& AddProbe(typed::Program& program, ProbeKind kind, const std::string& name);
// A map; `key` null makes it scalar. Returns its index.
uint32_t AddMap(typed::Program& program, const std::string& name, TypePtr key, TypePtr value);

// The plan of a program for a kernel without any feature: the same programs and contexts as for any other.
std::vector<ProbePlan> PlanOf(const typed::Program& program);

// Compiles, failing the test when that is refused. `ir` receives the unoptimised IR, `optimized_ir` the
// other, when not null.
bundle::Bundle CompileOrFail(const typed::Program& program, std::string* ir = nullptr,
                             std::string* optimized_ir = nullptr);

// Loads the ELF's programs into the running kernel and closes them again. Empty when all is well,
// else libbpf's log. Skips the calling test when the process may not load BPF programs.
std::string Load(const bundle::Bundle& bundle);
// Whether BPF programs can be loaded here.
bool CanLoad();

}  // namespace sonde::test
