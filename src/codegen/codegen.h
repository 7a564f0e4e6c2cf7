// Typed program and its plan to bundle in three steps, each of which hands over a value: Lower, Optimize,
// Emit. No user errors are left here; what can still go wrong is a limit of the BPF target, reported as
// Error. Covered by tests/codegen/* and, by running it, by every run test.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "base/source.h"
#include "bundle/bundle.h"
#include "plan/plan.h"
#include "typed/typed.h"

namespace sonde {

struct CodegenOptions {
  bool missing_keys = false;  // count reads of map elements that do not exist
  bool can_follow = false;    // the programs can be told to follow processes (--follow)
  bool can_target = true;     // they can be told which processes to trace (-p, -c)
  bool verbose = false;       // errors quote LLVM
};

// Of the LLVM that it is built with: "22.1.0".
std::string LlvmVersion();

// Whether dw_ustack is there.
#if defined(__x86_64__)
inline constexpr bool kHasStackWalk = true;
#else
inline constexpr bool kHasStackWalk = false;
#endif

namespace codegen {
class Unit;
}

// A program as LLVM IR, with the metadata that its bundle will have. Moved from one step to the next.
class Lowered {
 public:
  explicit Lowered(std::unique_ptr<codegen::Unit> unit);
  Lowered(Lowered&& other) noexcept;
  Lowered& operator=(Lowered&& other) noexcept;
  ~Lowered();

  [[nodiscard]] const bundle::Metadata& metadata() const;
  // The IR as text.
  [[nodiscard]] std::string Ir() const;
  // BPF assembly of it.
  [[nodiscard]] Result<std::string> Assembly() const;
  // What LLVM's verifier says; empty when the IR is well formed.
  [[nodiscard]] std::string Problem() const;

  codegen::Unit& unit() { return *unit_; }

 private:
  std::unique_ptr<codegen::Unit> unit_;
};

// `plan`: of `program`. `source` is the text of the script with its imports. What is lowered refers to all
// three.
Lowered Lower(const typed::Program& program, const std::vector<ProbePlan>& plan, const Source& source,
              const CodegenOptions& options);
Result<Lowered> Optimize(Lowered lowered);
// The object, linked with what the script imports (null: nothing). Errors: a value too large for any BPF
// memory, a probe too large for BPF.
Result<bundle::Bundle> Emit(Lowered lowered, const CImports* imported);

// All three.
Result<bundle::Bundle> Compile(const typed::Program& program, const std::vector<ProbePlan>& plan,
                               const Source& source, const CodegenOptions& options);

}  // namespace sonde
