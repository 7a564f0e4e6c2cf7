// The walk of a user stack by unwind tables, in the kernel: what dw_ustack calls. Linked to a script's
// programs as an imported object is (docs/design/unwind.md). User space fills the maps (runtime/unwinder.*).
// Leaves: sonde_unwind. Covered by tests/run/dw_ustack.test.
#include <linux/bpf.h>
#include <linux/errno.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "defs/unwind.h"

#define RELOCATED __attribute__((preserve_access_index))
struct pt_regs {
  unsigned long ip, sp, bp, cs;
} RELOCATED;
// The others; what is behind the underscores is not part of the kernel's name.
struct pt_regs___others {
  unsigned long ax, dx, cx, bx, si, di, r8, r9, r10, r11, r12, r13, r14, r15;
} RELOCATED;
struct super_block {
  unsigned int s_dev;
} RELOCATED;
struct inode {
  struct super_block* i_sb;
  unsigned long i_ino;
} RELOCATED;
struct dentry {
  struct inode* d_inode;
} RELOCATED;
struct path {
  struct dentry* dentry;
} RELOCATED;
struct file {
  unsigned int f_mode;
  struct inode* f_inode;
} RELOCATED;
struct backing_file {
  struct path user_path;
} RELOCATED;
struct vm_area_struct {
  unsigned long vm_start, vm_end, vm_pgoff;
  struct file* vm_file;
} RELOCATED;
struct return_instance {
  unsigned long stack, orig_ret_vaddr;
  struct return_instance* next;
} RELOCATED;
struct uprobe_task {
  struct return_instance* return_instances;
} RELOCATED;
struct xol_area {
  unsigned long vaddr;
} RELOCATED;
struct uprobes_state {
  struct xol_area* xol_area;
} RELOCATED;
struct mm_struct {
  struct uprobes_state uprobes_state;
} RELOCATED;
struct task_struct {
  int tgid;
  struct mm_struct* mm;
  struct uprobe_task* utask;
} RELOCATED;

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, UNWIND_MOST_PROCESSES);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, __u32);
  __type(value, struct UnwindProcess);
} unwind_procs SEC(".maps");

struct FileRows {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __uint(map_flags, BPF_F_INNER_MAP);
  __type(key, __u32);
  __type(value, struct UnwindChunk);
};
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
  __uint(max_entries, UNWIND_MOST_FILES);
  __type(key, __u32);
  __array(values, struct FileRows);
} unwind_files SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, UNWIND_MOST_RULES);
  __type(key, __u32);
  __type(value, struct UnwindRule);
} unwind_rules SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, UNWIND_MOST_FILES);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, struct UnwindInode);
  __type(value, struct UnwindFile);
} unwind_inodes SEC(".maps");

// Processes that were met and have no tables, and whose memory that was.
struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, UNWIND_MOST_WANTED);
  __type(key, __u32);
  __type(value, __u64);
} unwind_wanted SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct UnwindCounts);
} unwind_counts SEC(".maps");

enum Ending { Going, Whole, Broken, Unknown };

// Where a walk has come to.
struct UnwindState {
  __u64 ip, sp, fp;
  __u64 slot;          // where the return address lay
  __u32 after_signal;  // ip is no return address
  __u32 ending;
};

struct Walk {
  struct UnwindState state;
  const struct UnwindProcess* process;
  const struct UnwindMapping* last;  // of the frame before; mostly the same
  __u64* frames;
  __u64 most;  // words: the verifier does not keep track of halves
  __u64 count;
};

static int Read(__u64* to, __u64 address) {
  return bpf_probe_read_user(to, sizeof(*to), (const void*)address);
}

// Searches are loops of the kernel's, a step for each bit of what is looked for: the verifier follows one
// step, where of a loop it would follow each way through all of them.
struct Search {
  __u64 wanted;
  const struct UnwindProcess* process;
  void* chunks;
  __u32 at;
  __u32 bits;
};

static __always_inline __u32 Next(const struct Search* search, __u32 step) {
  return search->at | (1U << ((search->bits - 1 - step) & 31));
}

static long OnMappingBit(__u32 step, struct Search* search) {
  const __u32 next = Next(search, step) & (UNWIND_MOST_MAPPINGS - 1);
  if (search->process->mappings[next].start <= search->wanted) search->at = next;
  return 0;
}

static long OnChunkBit(__u32 step, struct Search* search) {
  __u32 next = Next(search, step);
  // Null behind the last one.
  const struct UnwindChunk* chunk = bpf_map_lookup_elem(search->chunks, &next);
  if (chunk && chunk->offset[0] <= search->wanted) search->at = next;
  return 0;
}

// The mapping of a process around an address.
static __noinline const struct UnwindMapping* Find(const struct UnwindProcess* process, __u64 address) {
  if (!process) return 0;
  struct Search search = {.wanted = address, .process = process, .bits = process->bits};
  bpf_loop(search.bits, OnMappingBit, &search, 0);
  const struct UnwindMapping* found = &process->mappings[search.at & (UNWIND_MOST_MAPPINGS - 1)];
  return address >= found->start && address < found->end ? found : 0;
}

// A file that has rows and an offset in it, as one word; 0: none.
static __always_inline __u64 Pack(const struct UnwindFile* file, __u64 offset) {
  return offset << 32 | (__u64)file->index << 16 | (__u64)file->bits << 8 | file->rows << 1 | 1;
}
static __always_inline struct UnwindFile FileOf(__u64 place) {
  struct UnwindFile file = {.index = place >> 16 & 0xffff, .rows = place >> 1 & 1, .bits = place >> 8 & 0xff};
  return file;
}

struct AreaSearch {
  __u64 address;
  __u64 place;
};

static __always_inline const struct UnwindFile* FileOfInode(struct inode* inode) {
  struct UnwindInode key = {.device = BPF_CORE_READ(inode, i_sb, s_dev),
                            .inode = BPF_CORE_READ(inode, i_ino)};
  return bpf_map_lookup_elem(&unwind_inodes, &key);
}

// FMODE_BACKING of the kernel's linux/fs.h, which has been one bit and then another. Where it is not that
// one, what lies behind the file is no inode that anybody knows.
#define MAY_BE_BACKING (1U << 24 | 1U << 25)

// The files of an overlay are others' behind it, but /proc/PID/maps has the overlay's.
static __always_inline const struct UnwindFile* FileBehind(struct file* file) {
  const struct UnwindFile* known = FileOfInode(BPF_CORE_READ(file, f_inode));
  if (known || !bpf_core_field_exists(struct backing_file, user_path)) return known;
  if (!(BPF_CORE_READ(file, f_mode) & MAY_BE_BACKING)) return known;
  return FileOfInode(BPF_CORE_READ((struct backing_file*)file, user_path.dentry, d_inode));
}

static long OnArea(struct task_struct* task, struct vm_area_struct* area, struct AreaSearch* search) {
  if (!area->vm_file) return 0;
  const struct UnwindFile* known = FileBehind(area->vm_file);
  if (known) search->place = Pack(known, search->address - area->vm_start + (area->vm_pgoff << 12));
  return 0;
}

// Functions with these names are verified by themselves, once, and not on each way that leads to them.

// The place of an address by the process' own mappings, asked now: what user space has not heard of yet.
__noinline __u64 sonde_unwind_place(__u64 address) {
  struct AreaSearch search = {.address = address};
  bpf_find_vma(bpf_get_current_task_btf(), address, OnArea, &search, 0);
  return search.place;
}

// Nothing, which the verifier does not know: a number that went through it has no known bits any more, so
// that the ways through a search, a step of which is two, are one for it.
volatile __u32 unwind_nothing;

// The row of a chunk that an offset falls into. This search is short enough to be written out: a loop of the
// kernel's would take twice as long.
static __always_inline __u32 RowOf(const struct UnwindChunk* chunk, __u64 wanted) {
  const __u32 mask = UNWIND_CHUNK_ROWS - 1, nothing = unwind_nothing;
  __u32 row = nothing & mask;
#pragma unroll
  for (int bit = UNWIND_CHUNK_BITS - 1; bit >= 0; --bit) {
    const __u32 next = ((row | (1U << bit)) ^ nothing) & mask;
    // As a difference: a comparison would tell the verifier something about what was compared.
    if ((__s64)(wanted - chunk->offset[next]) >= 0) row = next;
    asm volatile("" : "+r"(row));
  }
  return row;
}

// The number of the rule that holds at a place, and 1; 0: none.
__noinline __u32 sonde_unwind_rule(__u64 place) {
  __u32 file = FileOf(place).index;
  struct Search search = {.wanted = place >> 32, .bits = FileOf(place).bits};
  search.chunks = bpf_map_lookup_elem(&unwind_files, &file);
  if (!search.chunks) return 0;
  bpf_loop(search.bits, OnChunkBit, &search, 0);
  const struct UnwindChunk* chunk = bpf_map_lookup_elem(search.chunks, &search.at);
  if (!chunk) return 0;
  const __u32 row = RowOf(chunk, search.wanted);
  if (chunk->offset[row & (UNWIND_CHUNK_ROWS - 1)] > search.wanted) return 0;
  return chunk->rule[row & (UNWIND_CHUNK_ROWS - 1)] + 1;
}

// A register as it was when the program was interrupted; DWARF's number.
__noinline __u64 sonde_unwind_register(__u32 number) {
  const struct pt_regs___others* regs = (const void*)bpf_task_pt_regs(bpf_get_current_task_btf());
  switch (number) {
    case 0:
      return regs->ax;
    case 1:
      return regs->dx;
    case 2:
      return regs->cx;
    case 3:
      return regs->bx;
    case 4:
      return regs->si;
    case 5:
      return regs->di;
    case 8:
      return regs->r8;
    case 9:
      return regs->r9;
    case 10:
      return regs->r10;
    case 11:
      return regs->r11;
    case 12:
      return regs->r12;
    case 13:
      return regs->r13;
    case 14:
      return regs->r14;
    case 15:
      return regs->r15;
    default:
      return 0;
  }
}

#define FP_NUMBER 6
#define SP_NUMBER 7

static __always_inline int Register(const struct UnwindState* state, __u32 number, __u32 depth,
                                    __u64* value) {
  if (number == SP_NUMBER) {
    *value = state->sp;
  } else if (number == FP_NUMBER) {
    *value = state->fp;
  } else if (depth == 0) {
    *value = sonde_unwind_register(number);
  } else {
    return 0;  // callers' other registers are not followed
  }
  return 1;
}

// Functions that keep frame pointers.
static __always_inline enum Ending StepByPointers(struct UnwindState* state) {
  __u64 pair[2];
  const __u64 fp = state->fp;
  if (fp < state->sp || (fp & 7) != 0) return Broken;
  if (bpf_probe_read_user(pair, sizeof(pair), (const void*)fp)) return Broken;
  state->slot = fp + 8;
  state->sp = fp + 16;
  state->fp = pair[0];
  state->ip = pair[1];
  state->after_signal = 0;
  return state->ip == 0 ? Whole : Going;
}

static __always_inline enum Ending StepByRule(struct UnwindState* state, const struct UnwindRule* rule,
                                              __u32 depth) {
  const __u32 kind = rule->cfa & UNWIND_CFA_KIND;
  __u64 base = 0, cfa = 0, ra = 0, fp = state->fp;
  if (kind == UNWIND_CFA_END) return Whole;
  if (kind == UNWIND_CFA_PLT) {
    cfa = state->sp + 8 + ((state->ip & 15) >= rule->cfa_register ? 8 : 0);
  } else if (kind == UNWIND_CFA_REGISTER || kind == UNWIND_CFA_LOADED) {
    if (!Register(state, rule->cfa_register, depth, &base)) return Broken;
    cfa = base + rule->cfa_offset;
    if (kind == UNWIND_CFA_LOADED) {
      if (Read(&cfa, cfa)) return Broken;
      cfa += rule->cfa_added;
    }
  } else {
    return Broken;
  }
  const __u64 slot = (rule->ra == UNWIND_AT_CFA ? cfa : base) + rule->ra_offset;
  if (rule->ra != UNWIND_AT_CFA && rule->ra != UNWIND_AT_REGISTER) return Broken;
  const __u64 fp_slot = (rule->fp == UNWIND_AT_CFA ? cfa : base) + rule->fp_offset;
  const int fp_saved = rule->fp == UNWIND_AT_CFA || rule->fp == UNWIND_AT_REGISTER;
  if (fp_saved && fp_slot + sizeof(fp) == slot) {  // one read for both
    __u64 pair[2];
    if (bpf_probe_read_user(pair, sizeof(pair), (const void*)fp_slot)) return Broken;
    fp = pair[0];
    ra = pair[1];
  } else {
    if (Read(&ra, slot) || (fp_saved && Read(&fp, fp_slot))) return Broken;
    if (rule->fp == UNWIND_LOST) fp = 0;
  }
  const __u32 signal = rule->cfa & UNWIND_SIGNAL;
  // Callers lie above; a signal may have come while on another stack.
  if (!signal && cfa <= state->sp) return Broken;
  state->slot = slot;
  state->sp = cfa;
  state->fp = fp;
  state->ip = ra;
  state->after_signal = signal != 0;
  return ra == 0 ? Whole : Going;
}

static __always_inline const struct UnwindRule* RuleOf(__u32 number) {
  __u32 index = number - 1;
  return number ? bpf_map_lookup_elem(&unwind_rules, &index) : 0;
}

// One step, from the function at `place` to its caller; `depth`: how many were made before.
__noinline __u32 sonde_unwind_step(struct UnwindState* state, __u64 place, __u32 depth) {
  if (!state) return Broken;
  if (!FileOf(place).rows) return StepByPointers(state);
  const struct UnwindRule* rule = RuleOf(sonde_unwind_rule(place));
  if (rule && (rule->cfa & UNWIND_CFA_KIND) != UNWIND_CFA_NONE) return StepByRule(state, rule, depth);
  // An address in front of which no function is, and behind which one begins, was never called from: somebody
  // has put it there for a stack to begin with (makecontext).
  rule = depth == 0 ? 0 : RuleOf(sonde_unwind_rule(place + (1ULL << 32)));
  return rule && (rule->cfa & UNWIND_CFA_KIND) != UNWIND_CFA_NONE ? Whole : Broken;
}

#define MOST_PENDING_RETURNS 64  // MAX_URETPROBE_DEPTH of the kernel

struct Return {
  const struct return_instance* pending;
  __u64 slot;
  __u64 original;
};

static long OnReturn(__u32 unused, struct Return* search) {
  unsigned long slot = 0, original = 0;
  const struct return_instance* pending = search->pending;
  if (!pending) return 1;
  BPF_CORE_READ_INTO(&slot, pending, stack);
  BPF_CORE_READ_INTO(&original, pending, orig_ret_vaddr);
  if (slot == search->slot) search->original = original;
  BPF_CORE_READ_INTO(&pending, pending, next);
  search->pending = pending;
  return search->original != 0;
}

// Where a function returns to whose return is probed: the kernel has put an address of its own in its place.
__noinline __u64 sonde_unwind_return(__u64 ip, __u64 slot) {
  struct task_struct* task = bpf_get_current_task_btf();
  struct Return search = {.slot = slot};
  if (BPF_CORE_READ(task, mm, uprobes_state.xol_area, vaddr) != ip) return 0;
  search.pending = BPF_CORE_READ(task, utask, return_instances);
  bpf_loop(MOST_PENDING_RETURNS, OnReturn, &search, 0);
  return search.original;
}

static __always_inline __u64 PlaceOf(struct Walk* walk, __u64 address) {
  const struct UnwindMapping* mapping = walk->last;
  if (!mapping || address < mapping->start || address >= mapping->end)
    walk->last = mapping = Find(walk->process, address);
  return mapping ? Pack(&mapping->file, address - mapping->start + mapping->file_offset) : 0;
}

static long OnFrame(__u32 depth, struct Walk* walk) {
  struct UnwindState* state = &walk->state;
  if (depth >= walk->most) return 1;
  const int called = depth != 0 && !state->after_signal;
  __u64 place = PlaceOf(walk, state->ip - called);
  if (!place && called) {
    const __u64 original = sonde_unwind_return(state->ip, state->slot);
    if (original) {
      state->ip = original;
      place = PlaceOf(walk, original - 1);
    }
  }
  walk->frames[depth] = state->ip;
  walk->count = depth + 1;
  if (!place) place = sonde_unwind_place(state->ip - called);
  state->ending = place ? sonde_unwind_step(state, place, depth) : depth == 0 ? Unknown : Broken;
  return state->ending != Going;
}

static __always_inline void Count(enum Ending ending) {
  const __u32 zero = 0;
  struct UnwindCounts* counts = bpf_map_lookup_elem(&unwind_counts, &zero);
  if (!counts) return;
  if (ending == Whole) ++counts->whole;
  if (ending == Going) ++counts->full;
  if (ending == Broken) ++counts->broken;
  if (ending == Unknown) ++counts->unknown;
}

// Addresses of the current task's user stack, innermost first, at most `most`, and zeroes behind them; how
// many. Where it breaks off, the last one is -1. -ENOENT: nothing is known of the process, or it runs no
// 64-bit code.
__hidden long sonde_unwind(__u64* frames, __u64 most) {
  struct task_struct* task = bpf_get_current_task_btf();
  bpf_probe_read_kernel(frames, most * sizeof(*frames),
                        0);  // of nothing: the helper clears what it cannot fill
  if (!task->mm) return 0;
  const struct pt_regs* regs = (const void*)bpf_task_pt_regs(task);
  const __u32 process = task->tgid;
  struct Walk walk = {
      .state = {.ip = regs->ip, .sp = regs->sp, .fp = regs->bp}, .frames = frames, .most = most};
  __u64 mm = (__u64)task->mm;
  struct UnwindProcess* known = bpf_map_lookup_elem(&unwind_procs, &process);
  if (known && known->mm == 0) known->mm = mm;
  if (known && known->mm != mm) known = 0;  // of another program, which was this process before
  __u64 version = known ? known->version : 0;
  walk.process = known;
  if (!known) bpf_map_update_elem(&unwind_wanted, &process, &mm, BPF_ANY);
  // CS of 64-bit user code.
  if (regs->cs != 0x33) {
    walk.state.ending = Unknown;
  } else {
    bpf_loop(most, OnFrame, &walk, 0);
  }
  // Given to another process meanwhile?
  if (walk.process && *(volatile const __u64*)&walk.process->version != version) walk.state.ending = Unknown;
  Count(walk.state.ending);
  if (walk.state.ending == Unknown) return -ENOENT;
  __u64 count = walk.count;
  if (walk.state.ending == Broken && count < most) {
    frames[count] = ~0ULL;
    ++count;
  }
  return count;
}

char LICENSE[] SEC("license") = "GPL";
