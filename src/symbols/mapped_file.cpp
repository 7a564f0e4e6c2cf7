// Leads from a mapping to its file. Leaves: LeadsTo, IsMapped, LastingPath, FindMappedFile, CopyVdso.
#include "symbols/mapped_file.h"

#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

namespace sonde {
namespace {

// As maps files write it: "08:01".
std::string DeviceOf(const struct stat& info) {
  char text[32];
  std::snprintf(text, sizeof(text), "%02x:%02x", major(info.st_dev), minor(info.st_dev));
  return text;
}

}  // namespace

std::array<Lead, 4> LeadsTo(int pid, const Mapping& mapping) {
  const std::string process = "/proc/" + std::to_string(pid);
  char range[64];
  std::snprintf(range, sizeof(range), "/map_files/%lx-%lx", static_cast<unsigned long>(mapping.start),
                static_cast<unsigned long>(mapping.end));
  return {{{mapping.path, true}, {process + "/root" + mapping.path}, {mapping.path}, {process + range}}};
}

bool IsMapped(const Lead& lead, const Mapping& mapping, struct stat& info) {
  return stat(lead.path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && info.st_ino == mapping.inode &&
         (!lead.on_same_device || DeviceOf(info) == mapping.device);
}

std::string LastingPath(const std::string& path, const struct stat& file, const std::string& plain) {
  struct stat other{};
  if (stat(plain.c_str(), &other) != 0) return path;
  return file.st_dev == other.st_dev && file.st_ino == other.st_ino ? plain : path;
}

std::optional<std::string> FindMappedFile(int pid, const Mapping& mapping) {
  for (const Lead& lead : LeadsTo(pid, mapping)) {
    struct stat info{};
    if (IsMapped(lead, mapping, info)) return lead.path;
  }
  return std::nullopt;
}

VdsoCopy::VdsoCopy(VdsoCopy&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

VdsoCopy::~VdsoCopy() {
  if (fd_ >= 0) close(fd_);
}

std::optional<VdsoCopy> CopyVdso() {
  const auto address = static_cast<uint64_t>(getauxval(AT_SYSINFO_EHDR));
  const auto mappings = ReadMappings(getpid());
  const Mapping* mapping = FindMapping(mappings, address);
  const int fd = mapping != nullptr ? memfd_create("vdso", MFD_CLOEXEC) : -1;
  if (fd < 0) return std::nullopt;
  VdsoCopy copy(fd);
  const size_t size = mapping->end - mapping->start;
  const auto* bytes = reinterpret_cast<const void*>(mapping->start);  // NOLINT: an address of this process
  if (write(fd, bytes, size) != static_cast<ssize_t>(size)) return std::nullopt;
  return copy;
}

}  // namespace sonde
