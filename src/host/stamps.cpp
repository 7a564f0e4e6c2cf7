// What the kernel and files are compared by. Leaves: what stamps.h declares. Covered by
// tests/host/stamps_test.cpp.
#include "host/stamps.h"

#include <dirent.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <memory>
#include <vector>

#include "host/files.h"

namespace sonde {
namespace {

// Kernel settings that decide what is shown or allowed.
constexpr const char* kSettings[] = {"/proc/sys/kernel/kptr_restrict",
                                     "/proc/sys/kernel/perf_event_paranoid",
                                     "/proc/sys/kernel/unprivileged_bpf_disabled",
                                     "/proc/sys/kernel/ftrace_enabled",
                                     "/sys/kernel/security/lockdown",
                                     "/sys/kernel/debug/kprobes/enabled"};

// What is there or not as file systems are mounted, and for whom.
constexpr const char* kPlaces[] = {"/proc/self/ns/user",
                                   "/proc/self/ns/mnt",
                                   "/proc/kallsyms",
                                   "/sys/kernel/btf/vmlinux",
                                   "/sys/kernel/tracing",
                                   "/sys/kernel/debug/tracing",
                                   "/sys/kernel/debug/kprobes/blacklist"};

// The directories of sysfs for modules, each with its inode: sysfs gives no number of an inode twice, so a
// module that was loaded again has another one.
std::string Modules() {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir("/sys/module"), closedir);
  if (!folder) return "no modules\n";
  std::vector<std::string> modules;
  while (const dirent* entry = readdir(folder.get()))
    modules.push_back(std::string(entry->d_name) + "=" + std::to_string(entry->d_ino) + "\n");
  std::sort(modules.begin(), modules.end());
  std::string text;
  for (const std::string& module : modules)
    text += module;
  return text;
}

std::string Rights() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct sets[2] = {};
  const long done = syscall(SYS_capget, &header, sets);
  return "user " + std::to_string(geteuid()) + " group " + std::to_string(getegid()) + " may " +
         std::to_string(done) + " " + std::to_string(sets[0].effective) + " " +
         std::to_string(sets[1].effective) + " filter " + std::to_string(prctl(PR_GET_SECCOMP)) + "\n";
}

std::string Time(const timespec& time) {
  return std::to_string(time.tv_sec) + "." + std::to_string(time.tv_nsec);
}

}  // namespace

std::string StampOf(const struct stat& info) {
  return std::to_string(info.st_dev) + " " + std::to_string(info.st_ino) + " " +
         std::to_string(info.st_mode) + " " + std::to_string(info.st_uid) + " " +
         std::to_string(info.st_size) + " " + Time(info.st_mtim) + " " + Time(info.st_ctim);
}

std::string StampOfFile(const std::string& path) {
  struct stat info{};
  std::string begin;
  if (!path.starts_with('/')) {
    const bool known = stat(".", &info) == 0;
    begin = "from " + std::to_string(known ? info.st_dev : 0) + " " +
            std::to_string(known ? info.st_ino : 0) + " ";
  }
  // Where links lead: what is looked for beside a file is looked for there.
  char real[PATH_MAX];
  if (realpath(path.c_str(), real) != nullptr) begin += std::string(real) + " ";
  return begin + (stat(path.c_str(), &info) == 0 ? StampOf(info) : "none");
}

std::string StampOfKernel() {
  const auto boot = ReadTextFile("/proc/sys/kernel/random/boot_id");
  if (!boot || boot->empty()) return {};
  std::string stamp = "boot " + *boot + Rights() + Modules();
  for (const char* setting : kSettings) {
    const auto text = ReadTextFile(setting);
    stamp += std::string(setting) + " " + (text ? *text : "unreadable\n");
  }
  // Not their times: file systems of the kernel have none worth the name.
  for (const char* place : kPlaces) {
    struct stat info{};
    if (stat(place, &info) != 0) info = {};
    stamp += std::string(place) + " " + std::to_string(info.st_dev) + " " + std::to_string(info.st_ino) +
             (MayRead(place) ? " readable\n" : " closed\n");
  }
  return stamp;
}

}  // namespace sonde
