// Names that the running system has for numbers: of users and of control groups. What was found once is
// kept. Covered by tests/runtime/late_names_test.cpp.
#pragma once

#include <cstdint>
#include <forward_list>
#include <string>
#include <string_view>

namespace sonde::runtime {

class LateNames {
 public:
  // Files of the formats of passwd(5) and fstab(5).
  explicit LateNames(const char* users = "/etc/passwd", const char* mounts = "/proc/mounts");
  ~LateNames();
  LateNames(const LateNames&) = delete;
  LateNames& operator=(const LateNames&) = delete;

  // Empty for a number that nobody has.
  std::string_view UserName(uint64_t uid);
  // `name:path` of each mounted hierarchy whose name matches `filter` (`*` stands for any text) and that has
  // a directory with this inode, joined by commas: `unified` (version 2) first, then by name.
  std::string_view CgroupPath(uint64_t id, std::string_view filter);

 private:
  // What has been looked up, the last first; and hierarchies in their order with the paths of their mounts.
  struct Known {
    uint64_t number;
    std::string name;
    std::string text;
  };
  using List = std::forward_list<Known>;

  static Known* Find(List& list, uint64_t number, std::string_view name);
  static std::string& Add(List& list, List::iterator behind, uint64_t number, std::string_view name);
  void FindHierarchies();

  const char* users_file_;
  const char* mounts_file_;
  List users_;
  List cgroups_;      // the name is the filter
  List hierarchies_;  // the number is 0 for version 2, else 1
};

}  // namespace sonde::runtime
