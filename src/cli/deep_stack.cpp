// The limit of the stack while trees are walked. Leaves: DeepStack. Covered by tests/run/large.test.
#include "cli/deep_stack.h"

#include "parser/parser.h"

namespace sonde {
namespace {

constexpr rlim_t kBytes = 100ULL << 20;
constexpr uint32_t kNodes = 10000;

}  // namespace

DeepStack::DeepStack() {
  if (getrlimit(RLIMIT_STACK, &before_) != 0) return;
  rlimit wanted = before_;
  if (before_.rlim_cur < kBytes) {
    wanted.rlim_cur = kBytes;
    if (before_.rlim_max < kBytes || setrlimit(RLIMIT_STACK, &wanted) != 0) return;
    raised_ = true;
  }
  SetHighestTree(kNodes);
}

// Whatever is started later gets the limit that the user has set.
DeepStack::~DeepStack() {
  if (raised_) setrlimit(RLIMIT_STACK, &before_);
}

}  // namespace sonde
