/* What tests/run/cimports.test imports: arguments and results of all kinds, maps, globals, a program of its
 * own. */
#include <linux/bpf.h>

// Behind it: it does not include what it needs.
#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 4);
  __type(key, int);
  __type(value, __u64);
} calls SEC(".maps");
static __u64 total;
const char greeting[8] = "hello";

int add(int a, int b) {
  return a + b;
}
__u64 mixed(__u64 a, short b, unsigned char c, _Bool d) {
  return a + b + c + d;
}
signed char narrow(long a) {
  return a;
}
_Bool is_odd(int a) {
  return a & 1;
}
int length(const char* text) {
  int n = 0;
  for (; n < 8 && text[n]; ++n)
    ;
  return n;
}
long look(void* map, __u64 key) {
  __u64* value = bpf_map_lookup_elem(map, &key);
  return value ? *value : -1;
}
void count(void) {
  int key = 0;
  __u64* value = bpf_map_lookup_elem(&calls, &key);
  if (value) ++*value;
  ++total;
}
__u64 counted(void) {
  int key = 0;
  __u64* value = bpf_map_lookup_elem(&calls, &key);
  return value ? *value * 100 + total : 0;
}
const char* greet(void) {
  return greeting;
}
int set(int* place) {
  *place = 77;
  return 1;
}

SEC("kprobe/no_such_function")
int program(void* ctx) {
  return add(1, 2);
}

char LICENSE[] SEC("license") = "GPL";
