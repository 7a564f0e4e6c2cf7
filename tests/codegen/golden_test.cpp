// Golden tests of code generation against the recorded host, for machines where no BPF may be loaded:
// tests/golden/codegen (one construct each, the IR that Lower makes of it) and tests/golden/bundle (the
// bundle as JSON).
#include <regex>
#include <sstream>

#include "bundle/json.h"
#include "codegen/codegen.h"
#include "support/golden.h"
#include "support/script_options.h"

namespace sonde::test {
namespace {

Lowered LowerScript(const Source& script) {
  Diagnostics diags;
  const typed::Program program = CheckScript(script, diags);
  EXPECT_FALSE(diags.has_errors()) << RenderAll(diags, Severity::Error, script);
  Lowered lowered = Lower(program, PlanScript(program), script, {});
  EXPECT_EQ(lowered.Problem(), "");
  return lowered;
}

// Debug metadata says where in the script an instruction comes from, and numbers everything anew when a line
// is added.
std::string WithoutComments(const std::string& line) {
  static const std::regex noise(",? !dbg ![0-9]+| *; preds = .*| *; No predecessors!");
  return std::regex_replace(line, noise, "");
}

// Blocks that are the same in every program: they take a scratch slot, give it back, and return.
bool IsShared(const std::string& label) {
  static const std::regex blocks("(mask|taken|next_slot[0-9]*|exit|leave):.*");
  return std::regex_match(label, blocks);
}
bool IsOwnVariable(const std::string& line) {
  static const std::regex frame("  %(scratch|result|scratch_mask|scratch_bit) = .*");
  return line.find(" = alloca ") != std::string::npos && !std::regex_match(line, frame);
}

// The functions of the module, without what programs of probes begin with (filters, the count of hits,
// scratch) and end with.
std::string Functions(const std::string& ir) {
  std::istringstream lines(ir);
  std::string text;
  bool inside = false, prologue = false, own = false;
  for (std::string line; std::getline(lines, line);) {
    const bool begins = line.starts_with("define ");
    const bool is_label = !line.empty() && line[0] != ' ' && line[0] != '}' && !begins;
    if (begins) inside = own = true, prologue = line.find(" section ") != std::string::npos;
    if (line.starts_with("variables:")) prologue = false;
    if (is_label) own = !IsShared(line);
    const bool shown = begins || line == "}" || (own && !prologue) || IsOwnVariable(line);
    if (inside && shown && !line.empty()) text += WithoutComments(line) + "\n";
    if (line == "}") inside = false;
  }
  return text;
}

std::string LowerToIr(const Source& script) {
  return Functions(LowerScript(script).Ir());
}

std::string CompileToJson(const Source& script) {
  auto optimized = Optimize(LowerScript(script));
  if (!optimized) return optimized.error().Text();
  const auto bundle = Emit(std::move(*optimized), nullptr);
  if (!bundle) return bundle.error().Text();
  const auto json = bundle::ToJson(*bundle);
  return json ? *json + "\n" : json.error().Text();
}

SONDE_GOLDEN_TEST(LoweredIr, "codegen", ".ll", LowerToIr);
SONDE_GOLDEN_TEST(CompiledBundle, "bundle", ".json", CompileToJson);

}  // namespace
}  // namespace sonde::test
