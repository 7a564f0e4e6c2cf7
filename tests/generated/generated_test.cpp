// Random programs through the whole compiler: good ones must compile and load into the running kernel, wrong
// ones must be refused, without crash or hang. The environment says how many and which:
//   SONDE_GENERATED_COUNT (default 100) of each, beginning with SONDE_GENERATED_SEED (default 1)
//   SONDE_GENERATED_LOG=1 shows what the verifier says about a program that does not load
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "../runtime/bpf_allowed.h"
#include "codegen/codegen.h"
#include "generator.h"
#include "host/fake_host.h"
#include "parser/parser.h"
#include "plan/plan.h"
#include "runtime/loader.h"
#include "sema/check.h"
#include "support/test_dir.h"

namespace sonde::test {
namespace {

constexpr int kEnough = 5;  // failures that are shown

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr && *text != '\0' ? std::strtoull(text, nullptr, 10) : otherwise;
}

// Of this process: what else the machine does is no hang of the compiler.
double CpuSeconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// The message and its hints, which tell what the verifier said.
std::string Complete(const Error& error) {
  std::string text = error.Text();
  for (const std::string& hint : error.hints)
    text += "\n" + hint;
  return text;
}

// The script that is being compiled, for who finds the remains of a crash.
std::string current;

void ShowAndDie(int number) {
  [[maybe_unused]] const auto written = write(STDERR_FILENO, current.data(), current.size());
  std::signal(number, SIG_DFL);
  std::raise(number);
}

class Generated : public testing::Test {
 protected:
  Generated() : host_(MakeFakeHost(SONDE_TEST_DIR "/support/host")) {
    std::signal(SIGABRT, ShowAndDie);
    std::signal(SIGSEGV, ShowAndDie);
  }

  // Calls `run` with every seed until there were enough failures.
  template <typename Run>
  void ForEachSeed(const Run& run) {
    const uint64_t first = FromEnvironment("SONDE_GENERATED_SEED", 1);
    const uint64_t count = FromEnvironment("SONDE_GENERATED_COUNT", 100);
    int failures = 0;
    for (uint64_t seed = first; seed < first + count && failures < kEnough; ++seed) {
      const double begin = CpuSeconds();
      const std::string problem = run(seed);
      const double time = CpuSeconds() - begin;
      if (!problem.empty() || time > 5) {
        ++failures;
        ADD_FAILURE() << "seed " << seed << ", " << time << " s: " << problem << "\n" << current;
      }
    }
  }

  // The bundle, or nothing with `diags` saying why. A program that was accepted must compile.
  std::optional<bundle::Bundle> Compiled(const std::string& script, Diagnostics& diags,
                                         std::string& problem) {
    current = script;
    const Source source("stdin", script);
    const ast::Program tree = ParseProgram(source, diags);
    if (diags.has_errors()) return {};
    const typed::Program program = Check(tree, source, *host_, {}, diags);
    if (diags.has_errors()) return {};
    const std::vector<ProbePlan> plan = Plan(program, *host_);
    problem = Lower(program, plan, source, {}).Problem();
    if (!problem.empty()) return {};
    auto bundle = Compile(program, plan, source, {});
    if (bundle) return std::move(*bundle);
    problem = bundle.error().Text();
    return {};
  }

 private:
  std::unique_ptr<HostView> host_;
};

TEST_F(Generated, GoodProgramsLoad) {
  const bool load = runtime::MayLoadBpf();
  ForEachSeed([&](uint64_t seed) {
    Diagnostics diags;
    std::string problem;
    const std::string script = RandomProgram(seed);
    const auto bundle = Compiled(script, diags, problem);
    if (diags.has_errors()) return RenderAll(diags, Severity::Error, Source("stdin", script));
    if (!bundle || !load) return problem;
    runtime::LoadSettings settings;
    settings.read_only.cpu_count = 1;
    if (FromEnvironment("SONDE_GENERATED_LOG", 0) != 0) {
      settings.log = [](std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); };
    }
    const auto loaded = runtime::Load(*bundle, settings);
    return loaded ? "" : Complete(loaded.error());
  });
}

TEST_F(Generated, RandomTokensAreRefusedOrCompile) {
  ForEachSeed([&](uint64_t seed) {
    Diagnostics diags;
    std::string problem;
    Compiled(RandomTokens(seed), diags, problem);
    RenderAll(diags, Severity::Error, Source("stdin", current));
    return problem;
  });
}

TEST_F(Generated, DamagedProgramsAreRefusedOrCompile) {
  ForEachSeed([&](uint64_t seed) {
    Diagnostics diags;
    std::string problem;
    Compiled(DamagedProgram(seed), diags, problem);
    RenderAll(diags, Severity::Error, Source("stdin", current));
    return problem;
  });
}

}  // namespace
}  // namespace sonde::test
