// The programs of session_test.cpp, written by hand the way codegen emits them: begin, end, a
// tracepoint, an interval, a raw tracepoint and a uprobe, with every kind of map storage.
#include <linux/bpf.h>
#include <stdbool.h>

#include <bpf/bpf_helpers.h>
#include <linux/perf_event.h>

typedef __u64 u64;
typedef __u32 u32;

char LICENSE[] SEC("license") = "GPL";

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4096);
} events SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, u32);
  __type(value, u64[1]);
} ledger SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 2000);
  __type(key, u64);
  __type(value, u64);
} map_by_key SEC(".maps");

struct hist {
  u64 buckets[65];
};
struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_HASH);
  __uint(max_entries, 64);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, char[16]);
  __type(value, struct hist);
} map_hist SEC(".maps");

struct avg {
  u64 set, count, total;
};
struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, u32);
  __type(value, struct avg);
} map_avg SEC(".maps");

// .rodata begins with ReadOnlyData, .bss with ControlData (src/defs/events.h).
const volatile struct {
  u64 start_boot_ns, target_pid, child_pid, cpu_count, pid_ns_dev, pid_ns_ino, kernel_calls, more_pids[63],
      tai_distance_ns;
} read_only SEC(".rodata") = {};

volatile struct {
  u64 consumer_sleeps, stop, exit;
  u64 ticks_set, ticks;    // @ticks at 24
  u64 unset_set, unset;    // @unset at 40
  u64 calls_set, calls;    // @calls at 56
  u64 kernel_set, kernel;  // @kernel at 72
} globals SEC(".bss") = {};

static __always_inline u64 wake(void) {
  if (globals.consumer_sleeps == 0) return BPF_RB_NO_WAKEUP;
  globals.consumer_sleeps = 0;
  return BPF_RB_FORCE_WAKEUP;
}

static __always_inline void count(u32 row) {
  u32 zero = 0;
  u64* rows = bpf_map_lookup_elem(&ledger, &zero);
  if (rows && row < 1) rows[row]++;
}

struct printf_event {
  u32 event, probe;
  u64 number;
  char text[16];
};

static __always_inline void send(u32 event, u32 probe, u64 number) {
  struct printf_event* e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);
  if (!e) return count(0);
  e->event = event;
  e->probe = probe;
  e->number = number;
  bpf_get_current_comm(e->text, sizeof(e->text));
  bpf_ringbuf_submit(e, wake());
}

SEC("raw_tp/begin")
int begin_0(void* ctx) {
  send(0, 0, 7);
  globals.unset_set = 0;
  for (u64 i = 0; i < 3; i++) {
    u64 key = 10 - i, value = i * i;
    bpf_map_update_elem(&map_by_key, &key, &value, 0);
  }
  return 0;
}

SEC("raw_tp/end")
int end_0(void* ctx) {
  send(0, 1, 8);
  return 0;
}

SEC("perf_event")
int interval_0(void* ctx) {
  if (globals.stop) return 0;
  globals.ticks_set = 1;
  globals.ticks++;
  if (globals.ticks == 5) send(1, 2, 3);  // exit(3)
  return 0;
}

SEC("tracepoint/syscalls/sys_enter_getppid")
int tracepoint_0(void* ctx) {
  if (globals.stop) return 0;
  if (read_only.target_pid && (bpf_get_current_pid_tgid() >> 32) != read_only.target_pid) return 0;
  __sync_fetch_and_add(&globals.calls, 1);
  globals.calls_set = 1;
  char comm[16] = {};
  bpf_get_current_comm(comm, sizeof(comm));
  struct hist* hist = bpf_map_lookup_elem(&map_hist, comm);
  if (!hist) {
    static const struct hist zero;
    bpf_map_update_elem(&map_hist, comm, &zero, BPF_NOEXIST);
    hist = bpf_map_lookup_elem(&map_hist, comm);
  }
  if (hist) hist->buckets[3]++;
  u32 zero = 0;
  struct avg* avg = bpf_map_lookup_elem(&map_avg, &zero);
  if (avg) {
    avg->set = 1;
    avg->count++;
    avg->total += 10;
  }
  return 0;
}

SEC("kprobe/uprobe")
int uprobe_0(void* ctx) {
  if (globals.stop) return 0;
  send(0, 4, 9);
  return 0;
}

SEC("kprobe/kprobe")
int kprobe_0(void* ctx) {
  if (globals.stop) return 0;
  __sync_fetch_and_add(&globals.kernel, 1);
  globals.kernel_set = 1;
  return 0;
}
