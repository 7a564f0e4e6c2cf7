// Looking up users and control groups. Leaves: LateNames. Covered by tests/runtime/late_names_test.cpp.
#include "runtime/late_names.h"

#include <dirent.h>
#include <mntent.h>
#include <pwd.h>

#include <cstdio>
#include <cstring>

#include "base/wildcard.h"

namespace sonde::runtime {
namespace {

// Appends to `path` what lies between it and the directory with that inode; false if there is none.
bool FindDirectory(std::string& path, uint64_t inode) {
  DIR* const directory = opendir(path.c_str());
  if (directory == nullptr) return false;
  bool found = false;
  while (const dirent* const entry = found ? nullptr : readdir(directory)) {
    const char* const name = entry->d_name;
    if (entry->d_type != DT_DIR || std::strcmp(name, "..") == 0) continue;
    if (std::strcmp(name, ".") == 0) {
      found = entry->d_ino == inode;
      continue;
    }
    const size_t length = path.size();
    path.append("/").append(name);
    found = FindDirectory(path, inode);
    if (!found) path.resize(length);
  }
  closedir(directory);
  return found;
}

}  // namespace

LateNames::LateNames(const char* users, const char* mounts) : users_file_(users), mounts_file_(mounts) {}
LateNames::~LateNames() = default;

LateNames::Known* LateNames::Find(List& list, uint64_t number, std::string_view name) {
  for (Known& known : list)
    if (known.number == number && known.name == name) return &known;
  return nullptr;
}

std::string& LateNames::Add(List& list, List::iterator behind, uint64_t number, std::string_view name) {
  Known& known = *list.emplace_after(behind);
  known.number = number;
  known.name = name;
  return known.text;
}

std::string_view LateNames::UserName(uint64_t uid) {
  if (const Known* known = Find(users_, uid, {})) return known->text;
  std::string& text = Add(users_, users_.before_begin(), uid, {});
  std::FILE* const file = std::fopen(users_file_, "re");
  if (file == nullptr) return text;
  while (const passwd* const user = fgetpwent(file)) {
    if (user->pw_uid != uid) continue;
    text = user->pw_name;
    break;
  }
  std::fclose(file);
  return text;
}

// Of several mounts of one name the first counts.
void LateNames::FindHierarchies() {
  std::FILE* const file = setmntent(mounts_file_, "re");
  if (file == nullptr) return;
  while (const mntent* const mount = getmntent(file)) {
    const uint64_t rank = std::strcmp(mount->mnt_type, "cgroup2") == 0 ? 0 : 1;
    if (rank != 0 && std::strcmp(mount->mnt_type, "cgroup") != 0) continue;
    const char* const slash = std::strrchr(mount->mnt_dir, '/');
    const char* const name = rank == 0 ? "unified" : slash == nullptr ? mount->mnt_dir : slash + 1;
    if (Find(hierarchies_, rank, name) != nullptr) continue;
    auto behind = hierarchies_.before_begin();
    for (auto next = hierarchies_.begin(); next != hierarchies_.end(); behind = next++) {
      if (next->number > rank || (next->number == rank && next->name > name)) break;
    }
    Add(hierarchies_, behind, rank, name) = mount->mnt_dir;
  }
  endmntent(file);
}

std::string_view LateNames::CgroupPath(uint64_t id, std::string_view filter) {
  if (const Known* known = Find(cgroups_, id, filter)) return known->text;
  if (hierarchies_.empty()) FindHierarchies();
  std::string& text = Add(cgroups_, cgroups_.before_begin(), id, filter);
  for (const Known& hierarchy : hierarchies_) {
    if (!WildcardMatch(filter, hierarchy.name)) continue;
    std::string path = hierarchy.text;
    if (!FindDirectory(path, id)) continue;
    const bool is_root = path.size() == hierarchy.text.size();
    if (!text.empty()) text += ',';
    text.append(hierarchy.name).append(":").append(is_root ? "/" : path.c_str() + hierarchy.text.size());
  }
  return text;
}

}  // namespace sonde::runtime
