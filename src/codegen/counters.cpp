// Counters of while loops in programs whose variables lie in scratch memory. The verifier does not follow
// values in memory of a map: to it, a loop whose counter lies there never ends. So a variable that a
// condition of a while loop reads, and that only one function of the program assigns, gets a register there;
// what is assigned is stored in scratch memory as well, for the other functions to read. Leaves:
// ProgramEmitter::KeepCounters. Covered by tests/run/loops.test and script-functions.test.
#include <algorithm>

#include "codegen/program.h"

namespace sonde::codegen {
namespace {

// The loads and stores of a variable in one function.
struct Uses {
  std::vector<llvm::LoadInst*> loads;
  std::vector<llvm::StoreInst*> stores;
  bool address_taken = false;
};

Uses UsesOf(llvm::Value& pointer) {
  Uses uses;
  for (llvm::User* user : pointer.users()) {
    if (auto* load = llvm::dyn_cast<llvm::LoadInst>(user)) {
      uses.loads.push_back(load);
    } else if (auto* store = llvm::dyn_cast<llvm::StoreInst>(user);
               store != nullptr && store->getPointerOperand() == &pointer) {
      uses.stores.push_back(store);
    } else {
      uses.address_taken = true;
    }
  }
  return uses;
}

// Moves what is done at `pointer` to a register, which begins with what `pointer` holds.
void UseRegister(llvm::Instruction& pointer, const Uses& uses) {
  llvm::Function& function = *pointer.getFunction();
  llvm::IRBuilder<> builder(&function.getEntryBlock(), function.getEntryBlock().begin());
  auto* word = builder.getInt64Ty();
  auto* slot = builder.CreateAlloca(word, nullptr, "counter");
  builder.SetInsertPoint(pointer.getNextNode());
  builder.CreateStore(builder.CreateLoad(word, &pointer), slot);
  for (auto* load : uses.loads)
    load->setOperand(0, slot);
  for (auto* store : uses.stores) {
    builder.SetInsertPoint(store->getNextNode());
    builder.CreateStore(store->getValueOperand(), slot);
  }
}

}  // namespace

// Whether what `inner` assigns can change while `outer` runs: it is called from there. Functions of the
// script are called from anywhere.
bool ProgramEmitter::RunsInside(size_t inner, size_t outer) const {
  for (size_t at = inner; at != outer; at = frames_[at].caller) {
    if (frames_[at].is_function) return true;
    if (at == 0) return false;
  }
  return inner != outer;
}

void ProgramEmitter::KeepCounters() {
  for (const uint32_t slot : counters_) {
    if (InMemory(*probe_.variables[slot].type)) continue;
    std::vector<std::pair<size_t, Uses>> assigning;
    bool address_taken = false;
    for (size_t i = 0; i < frames_.size(); ++i) {
      const auto pointer = frames_[i].variables.find(slot);
      if (pointer == frames_[i].variables.end()) continue;
      Uses uses = UsesOf(*pointer->second);
      address_taken |= uses.address_taken;
      // That the program clears its variables at its start does not count.
      const size_t clearing = i == 0 && !cleared_together_ ? 1 : 0;
      if (uses.stores.size() > clearing) assigning.emplace_back(i, std::move(uses));
    }
    if (address_taken) continue;
    for (const auto& [frame, uses] : assigning) {
      const bool disturbed =
          std::any_of(assigning.begin(), assigning.end(),
                      [&, at = frame](const auto& other) { return RunsInside(other.first, at); });
      if (!disturbed) UseRegister(*llvm::cast<llvm::Instruction>(frames_[frame].variables.at(slot)), uses);
    }
  }
}

}  // namespace sonde::codegen
