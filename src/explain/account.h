// What became of a script: for each of its programs how it is attached, and its instructions with the place
// of the script that each is for. Covered by tests/explain/account_test.cpp and tests/run/explain.test.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/source.h"
#include "bundle/bundle.h"
#include "explain/object.h"
#include "explain/storage.h"

namespace sonde::explain {

struct Program {
  std::vector<std::string> probes;  // whose program it is; none: a function that programs call
  std::string how;                  // by what means it is attached
  Function function;
};

struct Account {
  std::string source;              // name of the script
  std::vector<std::string> lines;  // its lines
  std::vector<Program> programs;
  std::vector<StoredMap> maps;
  std::vector<StoredEvent> events;
};

// Of a script and the bundle that it was compiled to. An error if the bundle's object is damaged.
Result<Account> MakeAccount(const Source& script, const bundle::Bundle& bundle);

// For people: each program, what belongs together under the text of the script that it is for.
std::string AccountText(const Account& account);
// For programs: one object.
std::string AccountJson(const Account& account);

}  // namespace sonde::explain
