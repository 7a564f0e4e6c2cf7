// Tests of src/cli/options.h.
#include "cli/options.h"

#include <gtest/gtest.h>

#include <fstream>

#include "output/formats.h"

namespace sonde {
namespace {

struct Parsed {
  Options options;
  UsageError error;
};

Parsed Parse(std::vector<std::string> words) {
  std::vector<char*> argv;
  for (auto& word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  Parsed parsed;
  parsed.options = ParseOptions(static_cast<int>(words.size()), argv.data(), parsed.error);
  return parsed;
}

TEST(Options, ScriptTextTakesParameters) {
  const auto [options, error] = Parse({"sonde", "-e", "begin { }", "5", "six"});
  EXPECT_EQ(error.message, "");
  EXPECT_EQ(options.script.text, "begin { }");
  EXPECT_EQ(options.script.positional, (std::vector<std::string>{"5", "six"}));
}

TEST(Options, OptionsMayFollowTheFile) {
  const auto [options, error] = Parse({"sonde", "tool.bt", "-v", "7", "-o", "out"});
  EXPECT_EQ(error.message, "");
  EXPECT_EQ(options.script.file, "tool.bt");
  EXPECT_TRUE(options.verbose);
  EXPECT_EQ(options.out.target.path, "out");
  EXPECT_EQ(options.script.positional, std::vector<std::string>{"7"});
}

// A file that exists, since only what stands behind a script is the script's.
TEST(Options, WordsBehindAScriptMayBeItsOwn) {
  const std::string script = testing::TempDir() + "own.bt";
  std::ofstream(script) << "begin { }";
  const std::vector<std::string> own{"--ms=5", "--failed", "--n=9", "--kernel"};
  {
    const auto [options, error] = Parse({"sonde", "-o", "out", script, "--ms=5", "-v", "7", "--failed",
                                         "--n=9", "--kernel", "--cmd", "a --b", "--", "--last=1"});
    EXPECT_EQ(error.message, "");
    EXPECT_FALSE(error.show_help);
    EXPECT_EQ(options.script.file, script);
    EXPECT_EQ(options.script.unknown, own);
    EXPECT_EQ(options.run.command, "a --b");
    EXPECT_EQ(options.script.positional, std::vector<std::string>{"7"});
    EXPECT_EQ(options.run.parameters, std::vector<std::string>{"--last=1"});
    EXPECT_TRUE(options.verbose);
  }
  EXPECT_TRUE(Parse({"sonde", "--ms=5", script}).error.show_help) << "before the script it is sonde's";
  EXPECT_TRUE(Parse({"sonde", "-e", "begin { }", "--ms=5"}).error.show_help);
  EXPECT_TRUE(Parse({"sonde", "-e", "begin { }", script, "--ms=5"}).error.show_help);
  EXPECT_TRUE(Parse({"sonde", "--fmt", script, "--ms=5"}).error.show_help);
  EXPECT_TRUE(Parse({"sonde", "no-such-file.bt", "--ms=5"}).error.show_help);
  EXPECT_EQ(Parse({"sonde", script, "--help"}).options.mode, Mode::ScriptHelp);
  EXPECT_EQ(Parse({"sonde", script, "--ms=5", "--help"}).options.mode, Mode::ScriptHelp);
  EXPECT_EQ(Parse({"sonde", "--help", script}).options.mode, Mode::Help);
  EXPECT_EQ(Parse({"sonde", script, "-h"}).options.mode, Mode::Help);
  EXPECT_EQ(Parse({"sonde", script, "--", "--help"}).options.mode, Mode::Run);
}

TEST(Options, HeadersAndTheirFoldersAreRepeatable) {
  const auto [options, error] =
      Parse({"sonde", "-I", "one", "-Itwo", "--include", "a.h", "tool.bt", "--include=b.h", "5"});
  EXPECT_EQ(error.message, "");
  EXPECT_EQ(options.script.include_dirs, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(options.script.includes, (std::vector<std::string>{"a.h", "b.h"}));
  EXPECT_EQ(options.script.positional, std::vector<std::string>{"5"});
}

TEST(Options, FixTakesAScript) {
  const auto [options, error] = Parse({"sonde", "--fix", "tool.bt"});
  EXPECT_EQ(error.message, "");
  EXPECT_EQ(options.mode, Mode::Fix);
  EXPECT_EQ(options.script.file, "tool.bt");
  EXPECT_EQ(Parse({"sonde", "--fix"}).error.message, "USAGE: filename or -e 'program' required.");
}

TEST(Options, KernelTypesMayComeFromAFile) {
  const auto [options, error] =
      Parse({"sonde", "--kernel-btf", "vmlinux", "--aot", "out", "-e", "begin { }"});
  EXPECT_EQ(error.message, "");
  EXPECT_EQ(options.host.kernel_btf, "vmlinux");
  EXPECT_EQ(options.files.aot, "out");
}

TEST(Options, AfterTheDoubleDashAreNamedAndNegativeParameters) {
  const auto [options, error] = Parse({"sonde", "tool.bt", "1", "--", "-5", "--limit=3"});
  EXPECT_EQ(error.message, "");
  EXPECT_EQ(options.script.positional, (std::vector<std::string>{"1", "-5"}));
  EXPECT_EQ(options.run.parameters, std::vector<std::string>{"--limit=3"});
}

TEST(Options, PidIsChecked) {
  EXPECT_EQ(Parse({"sonde", "-p", "x", "-e", "begin{}"}).error.message,
            "Failed to parse pid: invalid integer: x");
  EXPECT_EQ(Parse({"sonde", "-p", "12a", "-e", "begin{}"}).error.message,
            "Failed to parse pid: invalid trailing bytes: 12a");
  EXPECT_EQ(Parse({"sonde", "-p", "99999999", "-e", "begin{}"}).error.message, "Pid out of range: 99999999");
  EXPECT_EQ(Parse({"sonde", "-p", "77", "-p", "5", "-p", "77", "-e", "begin{}"}).options.run.pids,
            (std::vector<int>{77, 5}));
}

TEST(Options, ConflictsAreRefused) {
  EXPECT_EQ(Parse({"sonde", "-p", "1", "-c", "ls", "-e", "begin{}"}).error.message,
            "USAGE: Cannot use both -c and -p.");
  EXPECT_TRUE(Parse({"sonde", "--follow", "-p", "77", "-e", "begin{}"}).options.run.follow);
  EXPECT_EQ(Parse({"sonde", "--follow", "-e", "begin{}"}).error.message,
            "USAGE: --follow needs the processes to follow, by -p or -c.");
  EXPECT_EQ(Parse({"sonde", "-k", "--no-warnings", "-e", "begin{}"}).error.message,
            "USAGE: -k, --warnings conflicts with --no-warnings");
  EXPECT_EQ(Parse({"sonde", "-k", "--aot", "x", "-e", "begin{}"}).error.message, "Cannot use -k with --aot");
  EXPECT_EQ(Parse({"sonde", "-B", "some", "-e", "begin{}"}).error.message,
            "USAGE: -B must be either 'line', 'full', or 'none'.");
  EXPECT_EQ(Parse({"sonde", "-d", "nothing", "-e", "begin{}"}).error.message,
            "USAGE: invalid option for -d: nothing");
  EXPECT_EQ(Parse({"sonde", "-f", "xml", "-e", "begin{}"}).error.message,
            "Invalid output format \"xml\"\nValid formats: '" + output::FormatNames("', '") + "'");
}

// What only a run that traces can do anything with is refused where none does.
TEST(Options, OptionsOfRunsNeedARun) {
  const std::vector<std::vector<std::string>> runs = {
      {"--live"}, {"--stats"}, {"--serve"}, {"--otlp", "http://127.0.0.1:4318"}};
  const std::vector<std::pair<std::vector<std::string>, std::string>> others = {
      {{"-l"}, "-l"},
      {{"--info"}, "--info"},
      {{"--top"}, "--top"},
      {{"--explain", "-e", "begin{}"}, "--explain"},
      {{"--fmt", "s.bt"}, "--fmt"}};
  for (const auto& run : runs) {
    for (const auto& [words, name] : others) {
      std::vector<std::string> line = {"sonde"};
      line.insert(line.end(), run.begin(), run.end());
      line.insert(line.end(), words.begin(), words.end());
      EXPECT_EQ(Parse(line).error.message,
                "USAGE: Cannot use " + run[0] + " with " + name + ", which traces nothing.");
    }
    std::vector<std::string> line = {"sonde", "--aot", "x", "-e", "begin{}"};
    line.insert(line.end(), run.begin(), run.end());
    EXPECT_EQ(Parse(line).error.message,
              "USAGE: --aot takes no " + run[0] + ": that is for who runs the program.");
    line[1] = "--test", line.erase(line.begin() + 2);
    EXPECT_EQ(Parse(line).error.message, "USAGE: Cannot use " + run[0] + " with --test or --bench.");
  }
  EXPECT_EQ(Parse({"sonde", "--otlp-interval", "5s", "-e", "begin{}"}).error.message,
            "USAGE: --otlp-interval needs --otlp.");
  EXPECT_EQ(Parse({"sonde", "--stats", "--dry-run", "-e", "begin{}"}).error.message,
            "USAGE: Cannot use --stats with --dry-run, which runs nothing.");
}

TEST(Options, WhatIsToldGoesToStandardOutputAsTextOrJson) {
  for (const std::string option : {"--info", "--top", "--explain"}) {
    std::vector<std::string> line = {"sonde", option, "-f", "json"};
    if (option == "--explain") line.insert(line.end(), {"-e", "begin{}"});
    EXPECT_EQ(Parse(line).error.message, "");
    line[3] = "csv";
    EXPECT_EQ(Parse(line).error.message, "USAGE: " + option + " knows the formats text and json, not csv.");
    line[2] = "-o", line[3] = "file";
    const UsageError error = Parse(line).error;
    EXPECT_EQ(error.message, "USAGE: " + option + " writes to standard output only.");
    EXPECT_EQ(error.hints, std::vector<std::string>{"let the shell do it: sonde " + option + " ... > file"});
  }
}

TEST(Options, EveryOutputFormatIsTakenAndInTheUsage) {
  for (const FormatRow& row : kFormats) {
    const std::string name(row.name);
    const auto parsed = Parse({"sonde", "-f", name.c_str(), "-e", "begin{}"});
    EXPECT_EQ(parsed.error.message, "");
    EXPECT_EQ(parsed.options.out.target.format, name);
    EXPECT_NE(Usage("sonde").find(" " + name + " "), std::string::npos) << name;
    EXPECT_NE(Usage("sonde").find(row.help), std::string::npos) << name;
  }
}

TEST(Options, AProfileIsAScriptWithOutputs) {
  const auto [options, error] = Parse({"sonde", "--profile", "-p", "77", "-F", "199", "5", "--icicle"});
  EXPECT_EQ(error.message, "");
  EXPECT_EQ(options.script.positional, std::vector<std::string>{"199"});
  EXPECT_NE(options.script.text.find("profile:hz:$1"), std::string::npos);
  EXPECT_EQ(options.run.limits.nanoseconds, 5000000000U);
  EXPECT_EQ(options.out.target.format, "summary");
  EXPECT_EQ(options.out.target.path, "");
  ASSERT_EQ(options.out.target.files.size(), 1U);
  EXPECT_EQ(options.out.target.files[0].format, "flamegraph");
  EXPECT_EQ(options.out.target.files[0].path, "profile.svg");
  EXPECT_FALSE(options.run.follow);
}

// Where a profile goes, and as what.
TEST(Options, AProfileTakesFilesByTheirEndings) {
  const auto files = [](std::vector<std::string> words) {
    words.insert(words.begin(), {"sonde", "--profile"});
    const auto [options, error] = Parse(words);
    EXPECT_EQ(error.message, "");
    std::string text;
    for (const output::FormatFile& file : options.out.target.files)
      text += file.format + "=" + file.path + " ";
    return text;
  };
  EXPECT_EQ(files({"-o", "x.folded"}), "folded=x.folded ");
  EXPECT_EQ(files({"-o", "x"}), "flamegraph=x ");
  EXPECT_EQ(files({"-o", "x.txt"}), "text=x.txt ");
  EXPECT_EQ(files({"-o", "x", "-f", "pprof"}), "pprof=x ");
  EXPECT_EQ(files({"-f", "pprof"}), "pprof=profile.pb.gz ");
  EXPECT_EQ(files({"-f", "folded=y", "-f", "json=z"}), "flamegraph=profile.svg folded=y json=z ");
  EXPECT_EQ(files({"-f", "null"}), "");
}

TEST(Options, HowLongAProfileTakes) {
  const auto time = [](std::vector<std::string> words) {
    words.insert(words.begin(), {"sonde", "--profile"});
    const auto [options, error] = Parse(words);
    EXPECT_EQ(error.message, "");
    return options.run.limits.nanoseconds;
  };
  EXPECT_EQ(time({}), 10000000000U);
  EXPECT_EQ(time({"500ms"}), 500000000U);
  EXPECT_EQ(time({"--for", "2s"}), 2000000000U);
  EXPECT_EQ(time({"-c", "ls"}), 0U) << "until the command ends";
  EXPECT_EQ(time({"-c", "ls", "3"}), 3000000000U);
  EXPECT_TRUE(Parse({"sonde", "--profile", "-c", "ls"}).options.run.follow);
}

TEST(Options, WhatAProfileDoesNotTake) {
  const auto message = [](std::vector<std::string> words) {
    words.insert(words.begin(), "sonde");
    return Parse(words).error.message;
  };
  EXPECT_EQ(message({"--profile", "soon"}), "USAGE: --profile takes a number of seconds, not 'soon'.");
  EXPECT_EQ(message({"--profile", "1", "2"}), "USAGE: --profile takes one number of seconds, not also '2'.");
  EXPECT_EQ(message({"--profile", "1", "--for", "2s"}),
            "USAGE: --profile takes its time by --for or as a number, not both.");
  EXPECT_EQ(message({"--profile", "-e", "begin{}"}),
            "USAGE: --profile is a script of its own, and takes no -e.");
  for (const std::string other : {"--fmt", "--list", "--info", "--test"})
    EXPECT_EQ(message({"--profile", other}),
              "USAGE: --profile runs, and cannot be used with another thing to do.");
  EXPECT_EQ(message({"--profile", "-F", "0"}), "USAGE: -F takes a number of samples a second, not '0'.");
  EXPECT_NE(message({"--profile", "-F", "99999999"}).find("-F 99999999: the kernel takes no more than "),
            std::string::npos);
  EXPECT_EQ(message({"-F", "99", "-e", "begin{}"}), "USAGE: -F is for --profile.");
  EXPECT_EQ(message({"--profile", "-f", "folded=profile.svg"}),
            "USAGE: -f writes two formats to profile.svg.");
}

TEST(Options, AScriptIsNeeded) {
  EXPECT_EQ(Parse({"sonde", "-v"}).error.message, "USAGE: filename or -e 'program' required.");
  EXPECT_EQ(Parse({"sonde", "-l"}).error.message, "");
}

TEST(Options, ListTakesOnePattern) {
  const auto [options, error] = Parse({"sonde", "-lv", "tracepoint:sched:*"});
  EXPECT_EQ(options.mode, Mode::List);
  EXPECT_TRUE(options.verbose);
  EXPECT_EQ(options.list_pattern, "tracepoint:sched:*");
  EXPECT_TRUE(Parse({"sonde", "-l", "a", "b"}).error.show_help);
}

}  // namespace
}  // namespace sonde
