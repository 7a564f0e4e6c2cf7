// strstr: where a text contains another one. Covered by tests/run/stdlib.test.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

// In memory where the kernel's check does not follow values: it looks at one step only, whatever number that
// has.
struct state {
  __u64 start;    // where the needle is being compared
  __u64 matched;  // characters that are the same there
  long found;
};

struct search {
  const char* text;
  const char* needle;
  struct state* state;
  __u64 text_size;  // bytes; a text ends there or at its NUL
  __u64 needle_size;
};

// One comparison.
static long step(__u32 number, struct search* search) {
  (void)number;
  struct state* state = search->state;
  const __u64 matched = state->matched;
  const char wanted = matched < search->needle_size ? search->needle[matched] : 0;
  if (wanted == 0) {
    state->found = (long)state->start;
    return 1;
  }
  const __u64 at = state->start + matched;
  if (at >= search->text_size) return 1;
  const char have = search->text[at];
  if (have == wanted) {
    state->matched = matched + 1;
    return 0;
  }
  state->start += 1;
  state->matched = 0;
  return have == 0;
}

// The first place of `needle` in `text`, or -1. Sizes are capacities in bytes.
long sonde_strstr(const char* text, __u32 text_size, const char* needle, __u32 needle_size,
                  struct state* state) {
  const __u32 most = 1U << 23;  // that the kernel allows
  struct search search = {
      .text = text, .needle = needle, .state = state, .text_size = text_size, .needle_size = needle_size};
  const __u64 steps = (__u64)text_size * needle_size + 1;
  state->start = 0;
  state->matched = 0;
  state->found = -1;
  bpf_loop(steps < most ? (__u32)steps : most, step, &search, 0);
  return state->found;
}
