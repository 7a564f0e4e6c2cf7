// What the kernel does to know which processes descend from which: programs that hand on at each fork what is
// known of the parent, and forget a task when the kernel forgets it. The map has an entry for each task
// (thread) of a family, by the address of its task_struct: no other task can have that before the entry is
// gone, whatever becomes of process ids. Leaves: an object that process_families.cpp loads. Covered by
// tests/runtime/process_families_test.cpp.
//
// Why nothing slips through while the tasks that were there before are entered: from the first moment on, a
// child has what all ancestors of its parent have, entered or not (OnFork), and a task that ends hands that
// to its children before they lose it as their parent (OnExit). So a task that the iterator has not come to
// is entered by its parent, and one that loses its parent in between has been entered.
#include <linux/bpf.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "defs/process_families.h"

char LICENSE[] SEC("license") = "GPL";

#define RELOCATED __attribute__((preserve_access_index))
struct list_head {
  struct list_head* next;
} RELOCATED;
struct task_struct {
  struct task_struct* real_parent;
  struct task_struct* group_leader;
  struct list_head children;
  struct list_head sibling;
  void* thread_pid;
  unsigned int flags;
} RELOCATED;
struct bpf_iter__task {
  void* meta;
  struct task_struct* task;
} RELOCATED;

// PF_EXITING of the kernel's linux/sched.h: set before sched_process_exit.
#define EXITING 4
// Bounds that the verifier asks for: far beyond what there is.
#define MOST_ANCESTORS 0x10000
#define MOST_CHILDREN 0x100000

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 1);  // set at load
  __type(key, __u64);
  __type(value, __u64);
} families SEC(".maps");

struct FamilyControl control;

static __u64* Find(const struct task_struct* task) {
  __u64 key = (__u64)task;
  return bpf_map_lookup_elem(&families, &key);
}

static __u64 KnownOf(const struct task_struct* task) {
  const __u64* known = Find(task);
  return known ? *known & ~FAMILY_ENDED : 0;
}

// Adds families to a task, and makes its entry where it has none.
static void Enter(const struct task_struct* task, __u64 wanted) {
  __u64 key = (__u64)task;
  __u64* known = Find(task);
  if (!known) {
    if (!bpf_map_update_elem(&families, &key, &wanted, BPF_NOEXIST)) {
      __sync_fetch_and_add(&control.entered, 1);
      return;
    }
    known = Find(task);  // somebody else has just made it
    if (!known) {
      __sync_fetch_and_add(&control.lost, 1);
      return;
    }
  }
  if ((*known & wanted) == wanted) return;
  __sync_fetch_and_or(known, wanted);
  __sync_fetch_and_add(&control.entered, 1);
}

struct Climb {
  struct task_struct* task;
  __u64 known;
};

static long ClimbOne(__u32 index, struct Climb* climb) {
  struct task_struct* task = climb->task;
  climb->known |= KnownOf(task) | KnownOf(BPF_CORE_READ(task, group_leader));
  climb->task = BPF_CORE_READ(task, real_parent);
  return climb->task == task || !climb->task;  // the first of all is its own parent
}

// What is known of a task or of any of its ancestors.
static __u64 InheritedBy(struct task_struct* task) {
  struct Climb climb = {task, 0};
  bpf_loop(MOST_ANCESTORS, ClimbOne, &climb, 0);
  return climb.known;
}

// A task that the kernel has let go is in no list of pids any more. While this program runs nothing is freed
// that was in one, so an entry that is made now is there when OnFree comes to remove it.
static int IsThere(struct task_struct* task) {
  return BPF_CORE_READ(task, thread_pid) != 0;
}

struct Children {
  struct list_head* end;
  struct list_head* next;
  __u64 known;
};

static long EnterChild(__u32 index, struct Children* children) {
  struct list_head* link = children->next;
  if (link == children->end || !link) return 1;
  struct task_struct* child =
      (void*)link - __builtin_preserve_field_info(((struct task_struct*)0)->sibling, 0);
  if (IsThere(child)) Enter(child, children->known);
  children->next = BPF_CORE_READ(link, next);
  return 0;
}

static __u64 HandedOnBy(struct task_struct* parent) {
  return control.settling ? InheritedBy(parent) : KnownOf(parent);
}

// If the map is busy on this CPU, an entry without families stays, which means as much.
static void Forget(const struct task_struct* task) {
  __u64 key = (__u64)task;
  __u64* known = Find(task);
  if (!known) return;
  *known = 0;
  bpf_map_delete_elem(&families, &key);
}

// There are kernels on which programs see less than everything, and so not the end of each task: its entry
// must not be that of the next one at this address.
SEC("raw_tp/sched_process_fork")
int OnFork(struct bpf_raw_tracepoint_args* ctx) {
  struct task_struct* child = (struct task_struct*)ctx->args[1];
  __u64 known = HandedOnBy((struct task_struct*)ctx->args[0]);
  Forget(child);
  if (known) Enter(child, known);
  return 0;
}

// Before a new task runs, also those threads of a process that the kernel starts by itself (io_uring).
SEC("raw_tp/sched_wakeup_new")
int OnStart(struct bpf_raw_tracepoint_args* ctx) {
  __u64 known = HandedOnBy((struct task_struct*)bpf_get_current_task());
  if (known) Enter((struct task_struct*)ctx->args[0], known);
  return 0;
}

SEC("raw_tp/sched_process_exit")
int OnExit(struct bpf_raw_tracepoint_args* ctx) {
  struct task_struct* task = (struct task_struct*)ctx->args[0];
  __u64* own = Find(task);
  if (own) __sync_fetch_and_or(own, FAMILY_ENDED);
  if (!control.settling) return 0;
  struct Children children = {0};
  children.known = InheritedBy(task);
  if (!children.known) return 0;
  children.end = (void*)task + __builtin_preserve_field_info(((struct task_struct*)0)->children, 0);
  children.next = BPF_CORE_READ(task, children.next);
  bpf_loop(MOST_CHILDREN, EnterChild, &children, 0);
  return 0;
}

// The task has run for the last time.
SEC("raw_tp/sched_process_free")
int OnFree(struct bpf_raw_tracepoint_args* ctx) {
  Forget((struct task_struct*)ctx->args[0]);
  return 0;
}

// Read through an iterator of one process with `entering` set, later through one of all without.
SEC("iter/task")
int OnTask(struct bpf_iter__task* ctx) {
  struct task_struct* task = ctx->task;
  if (!task) return 0;
  __sync_fetch_and_add(&control.visited, 1);
  __u64 known = control.entering | InheritedBy(task);
  if (!known || !IsThere(task)) return 0;
  Enter(task, known);
  if (!(BPF_CORE_READ(task, flags) & EXITING)) return 0;
  __u64* own = Find(task);  // OnExit may have come before the entry
  if (own) __sync_fetch_and_or(own, FAMILY_ENDED);
  return 0;
}
