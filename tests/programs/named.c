// Has structs and enumerators whose names the kernel has, too, most with other contents: opened() gets one of
// each.
#define TRACED __attribute__((noipa))

struct file {
  int id;
  unsigned f_flags;
};
struct task_struct {
  long other;
  int pid;
};
struct list_head {
  struct list_head *next, *prev;
};
enum own_types { PIDTYPE_PID = 77 };

static volatile long sink;

TRACED void opened(struct file* file, struct task_struct* task, struct list_head* list, enum own_types type) {
  sink += file->id + task->pid + (long)list->next + type;
}

int main(void) {
  struct file file = {7, 0x1234};
  struct task_struct task = {1, 99};
  struct list_head list = {&list, &list};
  opened(&file, &task, &list, PIDTYPE_PID);
  return 0;
}
