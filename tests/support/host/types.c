// The kernel types that tests see: compiled to BTF by make-btf, which is committed beside this file.
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long s64;
typedef int pid_t;
typedef unsigned short umode_t;
typedef long long loff_t;
typedef unsigned long size_t;
typedef long ssize_t;
typedef _Bool bool;

enum hrtimer_mode { MODE_ABS = 0, MODE_REL = 1, MODE_PINNED = 2 };
enum signed_enum { BELOW = -1, ABOVE = 1 };
enum big_enum { BIG = 0x100000000ULL };

struct list_head {
  struct list_head *next, *prev;
};

struct task_struct {
  u32 flags;
  pid_t pid;
  pid_t tgid;
  char comm[16];
  struct task_struct* real_parent;
  struct task_struct* parent;
  struct list_head children;
  union {
    u64 utime;
    struct {
      u32 utime_low;
      u32 utime_high;
    };
  };
  unsigned sched_reset_on_fork : 1;
  unsigned sched_contributes_to_load : 1;
  unsigned exit_level : 6;
  u8 tail_bits : 3;
  int cpus[4];
  int matrix[2][3];
  enum hrtimer_mode mode;
  void (*destructor)(struct task_struct*);
  const char __attribute__((btf_type_tag("user"))) * user_text;
  int __attribute__((btf_type_tag("percpu"))) * per_cpu;
  volatile long state;
  bool on_rq;
  double ratio;
  u8 bytes[6];
};

struct packed {
  u8 a;
  u32 odd : 12;
  u32 rest : 20;
} __attribute__((packed));

struct file {
  loff_t f_pos;
  struct inode* f_inode;
};
struct inode {
  umode_t i_mode;
  u64 i_ino;
  char name[];
};

typedef void (*btf_trace_sched_switch)(void*, bool, struct task_struct*, struct task_struct*, unsigned int);
typedef void (*btf_trace_sys_enter)(void*, struct pt_regs*, long);
typedef void (*btf_trace_sys_exit)(void*, struct pt_regs*, long);
struct pt_regs {
  unsigned long di, si, ax;
};

__attribute__((noinline)) void __probestub_sched_switch(void* __data, bool preempt, struct task_struct* prev,
                                                        struct task_struct* next, unsigned int prev_state) {
  asm volatile("" ::"r"(__data), "r"(preempt), "r"(prev), "r"(next), "r"(prev_state));
}
__attribute__((noinline)) ssize_t vfs_read(struct file* file, char* buf, size_t count, loff_t* pos) {
  asm volatile("" ::"r"(file), "r"(buf), "r"(count), "r"(pos));
  return 0;
}
__attribute__((noinline)) ssize_t vfs_write(struct file* file, const char* buf, size_t count, loff_t* pos) {
  asm volatile("" ::"r"(file), "r"(buf), "r"(count), "r"(pos));
  return 0;
}
btf_trace_sched_switch keep_switch;
btf_trace_sys_enter keep_enter;
btf_trace_sys_exit keep_exit;
struct packed keep_packed;
struct inode keep_inode;
enum signed_enum keep_signed;
enum big_enum keep_big;
s64 keep_s64;
u16 keep_u16;

// Named as the kernel names them: programs that use these load where fields and enumerators are looked up
// again.
enum pid_type { PIDTYPE_PID, PIDTYPE_TGID, PIDTYPE_PGID };
enum pid_type keep_pid_type;

// What programs that iterate over tasks, and over the files of tasks, are called with.
struct bpf_iter_meta {
  union {
    void* seq;
    u64 : 64;
  };
  u64 session_id;
};
struct bpf_iter__task {
  union {
    struct bpf_iter_meta* meta;
    u64 : 64;
  };
  union {
    struct task_struct* task;
    u64 : 64;
  };
};
struct bpf_iter__task_file {
  union {
    struct bpf_iter_meta* meta;
    u64 : 64;
  };
  union {
    struct task_struct* task;
    u64 : 64;
  };
  u32 fd;
  union {
    struct file* file;
    u64 : 64;
  };
};
struct bpf_iter__map_elem {
  struct bpf_iter_meta* meta;
  struct inode* map;
  void* value;
};
struct bpf_iter__lonely {  // without a function
  struct bpf_iter_meta* meta;
};
__attribute__((noinline)) int bpf_iter_task(struct bpf_iter_meta* meta, struct task_struct* task) {
  asm volatile("" ::"r"(meta), "r"(task));
  return 0;
}
__attribute__((noinline)) int bpf_iter_task_file(struct bpf_iter_meta* meta, struct task_struct* task, u32 fd,
                                                 struct file* file) {
  asm volatile("" ::"r"(meta), "r"(task), "r"(fd), "r"(file));
  return 0;
}
__attribute__((noinline)) int bpf_iter_map_elem(struct bpf_iter_meta* meta, struct inode* map, void* value) {
  asm volatile("" ::"r"(meta), "r"(map), "r"(value));
  return 0;
}
struct bpf_iter__task keep_iter_task;
struct bpf_iter__task_file keep_iter_task_file;
struct bpf_iter__map_elem keep_iter_map_elem;
struct bpf_iter__lonely keep_iter_lonely;
// Functions that trampolines can and cannot be made for.
struct pair {
  u64 first;
  int second;
};
__attribute__((noinline)) bool take_pair(signed char small, struct pair by_value, u16 after) {
  asm volatile("" ::"r"(small), "r"(by_value.first), "r"(by_value.second), "r"(after));
  return small < 0;
}
__attribute__((noinline)) void take_nothing(void) {
  asm volatile("");
}
__attribute__((noinline)) void _raw_spin_lock(struct list_head* lock) {
  asm volatile("" ::"r"(lock));
}
// What pinned iterators write to.
struct seq_file {
  char* buf;
  u64 size;
  u64 from;
  u64 count;
};
struct seq_file keep_seq_file;
// What functions that take pointers of known types are about.
struct path {
  void* mnt;
  void* dentry;
};
struct opened {
  loff_t f_pos;
  struct path f_path;
};
struct sock {
  u16 family;
};
__attribute__((noinline)) int security_file_open(struct opened* file) {
  asm volatile("" ::"r"(file));
  return 0;
}
__attribute__((noinline)) int security_inode_getattr(const struct path* path) {
  asm volatile("" ::"r"(path));
  return 0;
}
__attribute__((noinline)) int tcp_v4_connect(struct sock* sk, int addr_len) {
  asm volatile("" ::"r"(sk), "r"(addr_len));
  return 0;
}
struct sk_buff {
  unsigned int len;
};
__attribute__((noinline)) int ip_output(struct sock* sk, struct sk_buff* skb) {
  asm volatile("" ::"r"(sk), "r"(skb));
  return 0;
}
__attribute__((noinline)) struct task_struct* bpf_task_from_pid(int pid) {
  asm volatile("" ::"r"(pid));
  return 0;
}
