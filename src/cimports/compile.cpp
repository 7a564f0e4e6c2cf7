// Running clang. Leaves: CompileForBpf. Covered by tests/cimports/compile_test.cpp and
// tests/run/cimports.test.
#include <fcntl.h>
#include <spawn.h>
#include <sys/utsname.h>
#include <sys/wait.h>

#include <cstdlib>

#include "base/file_watch.h"
#include "base/memory_file.h"
#include "cimports/object.h"

extern char** environ;

namespace sonde {
namespace {

// Names with a slash are paths, others are looked up in PATH.
std::vector<std::string> Candidates() {
  if (const char* chosen = std::getenv("SONDE_CLANG")) return {chosen};
  return {SONDE_CLANG_DIR "/clang", "clang-" SONDE_CLANG_VERSION, "clang"};
}

Error Missing(int code) {
  return Error::FromErrno("clang cannot be started", code)
      .Hint("C sources are compiled by clang: install the package clang, or name the program in SONDE_CLANG");
}

std::string Machine() {
  utsname name{};
  return uname(&name) == 0 ? name.machine : "x86_64";
}

// As the macros of libbpf's bpf_tracing.h want it.
std::string TargetArch(const std::string& machine) {
  if (machine == "x86_64") return "x86";
  if (machine == "aarch64") return "arm64";
  return machine;
}

std::vector<std::string> Arguments(const std::string& path, const std::vector<std::string>& include_dirs) {
  const std::string machine = Machine();
  std::vector<std::string> arguments = {"-target",
                                        "bpf",
                                        "-mcpu=v3",
                                        "-O2",
                                        "-g",
                                        "-c",
                                        "-fno-color-diagnostics",
                                        "-D__TARGET_ARCH_" + TargetArch(machine)};
  for (const auto& folder : include_dirs)
    arguments.push_back("-I" + folder);
  // Where Debian keeps <asm/types.h>; the bpf target does not look there.
  arguments.insert(arguments.end(), {"-idirafter", "/usr/include/" + machine + "-linux-gnu"});
  arguments.insert(arguments.end(), {"-x", "c", path, "-o", "-"});
  return arguments;
}

// 0, or why the program could not be started.
int Spawn(const std::string& program, const std::vector<std::string>& arguments, const MemoryFile& output,
          const MemoryFile& messages, pid_t& child) {
  std::vector<char*> words = {const_cast<char*>(program.c_str())};
  for (const auto& argument : arguments)
    words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output.fd(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, messages.fd(), STDERR_FILENO);
  const int code = posix_spawnp(&child, program.c_str(), &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return code;
}

}  // namespace

Result<std::string> CompileForBpf(const std::string& path, const std::vector<std::string>& include_dirs) {
  FileWatch::NoteOther("what clang reads for " + path);
  const MemoryFile output, messages;
  if (!output.is_open() || !messages.is_open()) return Error::FromErrno("no memory for an object", errno);
  const std::vector<std::string> arguments = Arguments(path, include_dirs);
  pid_t child = 0;
  int code = ENOENT;
  for (const std::string& program : Candidates()) {
    code = Spawn(program, arguments, output, messages, child);
    if (code == 0) break;
  }
  if (code != 0) return Missing(code);
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return Error::FromErrno("waiting for clang", errno);
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return output.Read();
  std::string text = messages.Read();
  while (!text.empty() && text.back() == '\n')
    text.pop_back();
  return Error(text.empty() ? "clang failed" : "clang says:\n" + text);
}

}  // namespace sonde
