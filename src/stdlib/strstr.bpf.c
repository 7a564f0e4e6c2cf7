// strstr: where a text contains another one. Covered by tests/run/stdlib.test.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct search {
  const char *text;
  const char *needle;
  __u64 text_size;  // bytes; a text ends there or at its NUL
  __u64 needle_size;
  __u64 start;  // where the needle is being compared
  __u64 differs;
  long found;
};

// The kernel looks at one step only, whatever number it has: no value is kept from step to step but those that
// it takes for unknown.
static long compare(__u32 step, struct search *search) {
  const __u64 in_needle = (__u64)step + 1;
  if (in_needle >= search->needle_size || search->needle[in_needle] == 0) return 1;
  const __u64 in_text = search->start + in_needle;
  if (in_text < search->text_size && search->text[in_text] == search->needle[in_needle]) return 0;
  search->differs = 1;
  return 1;
}

static long begin_at(__u32 start, struct search *search) {
  if (start >= search->text_size || search->text[start] == 0) return 1;
  if (search->text[start] != search->needle[0]) return 0;
  search->start = start;
  search->differs = 0;
  bpf_loop((__u32)search->needle_size, compare, search, 0);
  if (search->differs) return 0;
  search->found = start;
  return 1;
}

// The first place of `needle` in `text`, or -1. Sizes are capacities in bytes.
long sonde_strstr(const char *text, __u32 text_size, const char *needle, __u32 needle_size) {
  struct search search = {
      .text = text, .needle = needle, .text_size = text_size, .needle_size = needle_size, .found = -1};
  if (needle_size == 0 || needle[0] == 0) return 0;
  bpf_loop(text_size, begin_at, &search, 0);
  return search.found;
}
