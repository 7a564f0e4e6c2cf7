"""The C program: pools with known contents, three functions to trace, and what C makes of every form."""

HEAD = r"""
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "forms.h"

#define TRACED __attribute__((noipa))
// Pointers lead into the middle of a pool, so that a few steps from there stay in it.
#define POOL 64
#define MIDDLE(pool) (&(pool)[POOL / 4 + next_number() % (POOL / 2)])

static struct form_node nodes[POOL];
static struct form_leaf leaves[POOL];
static struct form_node* node_pointers[POOL];
static struct form_node** node_pointer_pointers[POOL];
static int numbers[POOL];
static form_s8 bytes[POOL];
static int rows[POOL][3];
static struct form_leaf blocks[POOL][2];
static char texts[POOL][8];

static uint64_t state = SEED;
static uint64_t next_number(void) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  uint64_t x = state ^ (state >> 29);
  return x * 0xbf58476d1ce4e5b9u ^ (x >> 32);
}

static const char* name_of_form_tone(enum form_tone tone) {
  return tone == FORM_LOW ? "FORM_LOW" : tone == FORM_MID ? "FORM_MID" : "FORM_HIGH";
}
static const char* name_of_form_step(enum form_step step) {
  return step == FORM_ZERO ? "FORM_ZERO" : step == FORM_ONE ? "FORM_ONE" : "FORM_MANY";
}
static enum form_tone any_tone(void) {
  static const enum form_tone all[] = {FORM_LOW, FORM_MID, FORM_HIGH};
  return all[next_number() % 3];
}
// What stands behind a NUL are bytes of the array as well.
static void fill_text(char* text, int length, int size) {
  for (int i = 0; i < size; i++) text[i] = i == length ? 0 : 'a' + next_number() % 26;
}
static void fill_leaf(struct form_leaf* leaf) {
  static const enum form_step steps[] = {FORM_ZERO, FORM_ONE, FORM_MANY};
  leaf->s8 = next_number(), leaf->u8 = next_number(), leaf->s16 = next_number(), leaf->u16 = next_number();
  leaf->s32 = next_number(), leaf->u32 = next_number(), leaf->s64 = next_number(), leaf->u64 = next_number();
  leaf->yes = next_number() & 1, leaf->letter = 'A' + next_number() % 26;
  leaf->tone = any_tone(), leaf->step = steps[next_number() % 3];
  fill_text(leaf->name, next_number() % 6, sizeof(leaf->name));
  fill_text(leaf->full, 5, 5);
}
static void fill_pair(struct form_pair* pair) {
  pair->first = next_number(), pair->second = next_number();
}
static void fill_node(struct form_node* n) {
  n->v = next_number(), n->next = MIDDLE(nodes), n->pp = MIDDLE(node_pointers);
  n->leaf = MIDDLE(leaves), n->ip = MIDDLE(numbers), n->bp = MIDDLE(bytes), n->rows = MIDDLE(rows);
  n->block = MIDDLE(blocks), n->opaque = MIDDLE(leaves), n->text = *MIDDLE(texts);
  n->nameless.inside = MIDDLE(nodes), n->nameless.beside = next_number();
  n->word = next_number(), n->x = next_number(), n->y = next_number();
  fill_leaf(&n->in), fill_pair(&n->pair);
  fill_text(n->names[0], 3, 5), fill_text(n->names[1], 5, 5);
  n->bits.a = next_number(), n->bits.b = next_number(), n->bits.c = next_number(), n->bits.d = next_number();
  n->bits.e = next_number(), n->bits.f = next_number() & 1, n->bits.g = next_number(), n->bits.h = next_number();
  for (int i = 0; i < 4; i++) n->shorts[i] = next_number();
  for (int i = 0; i < 3; i++) {
    fill_leaf(&n->arr[i]);
    n->longs[i] = next_number(), n->flags[i] = next_number() & 1;
    n->grid[0][i] = next_number(), n->grid[1][i] = next_number();
    n->leaves[0][i] = MIDDLE(leaves), n->leaves[1][i] = MIDDLE(leaves);
  }
  for (int i = 0; i < 2; i++) n->two[i] = MIDDLE(nodes), n->tones[i] = any_tone(), fill_pair(&n->pairs[i]);
}
static void fill(void) {
  for (int i = 0; i < POOL; i++) {
    fill_node(&nodes[i]), fill_leaf(&leaves[i]), fill_leaf(&blocks[i][0]), fill_leaf(&blocks[i][1]);
    node_pointers[i] = MIDDLE(nodes), node_pointer_pointers[i] = MIDDLE(node_pointers);
    numbers[i] = next_number(), bytes[i] = next_number();
    rows[i][0] = next_number(), rows[i][1] = next_number(), rows[i][2] = next_number();
    fill_text(texts[i], next_number() % 8, 8);
  }
}

static FILE* out;
"""

MAIN = r"""
TRACED struct form_node* visit_c(unsigned k) {
  return MIDDLE(nodes) + k;
}

int main(int argc, char** argv) {
  fill();
  out = fopen(argv[1], "w");
  if (!out) return 2;
  struct form_link link = {MIDDLE(nodes), next_number(), next_number()};
  struct form_pair pair;
  fill_pair(&pair);
  struct form_node node;
  fill_node(&node);
  unsigned i = argc > 1;
  visit_a(MIDDLE(nodes), MIDDLE(node_pointers), MIDDLE(node_pointer_pointers), MIDDLE(leaves), i, MIDDLE(bytes),
          MIDDLE(numbers), MIDDLE(nodes), node);
  visit_b(link, pair, next_number(), next_number(), next_number(), any_tone());
  expect_c(visit_c(i));
  return fclose(out) != 0;
}
"""

PARAMETERS = {
    "a": "struct form_node* p, struct form_node** pp, struct form_node*** ppp, struct form_leaf* leaf, unsigned i, "
         "form_s8* bp, int* ip, struct form_node* last, struct form_node node",
    "c": "struct form_node* p",
    "b": "struct form_link link, struct form_pair pair, form_s8 s8, form_u16 u16, form_s64 s64, enum form_tone tone",
}
NAMES = {"a": "p, pp, ppp, leaf, i, bp, ip, last, node", "c": "p", "b": "link, pair, s8, u16, s64, tone"}
CHUNK = 200  # forms in one function: compilers do not like huge ones


def source(seed, expectations):
    """C text. `expectations`: by function ("a", "b", and "c" for what it returns) the statements that print."""
    text = ["#define SEED %du" % seed, HEAD]
    for function in ("a", "b", "c"):
        lines = expectations[function]
        chunks = [lines[at:at + CHUNK] for at in range(0, len(lines), CHUNK)]
        for number, chunk in enumerate(chunks):
            text.append("static __attribute__((noinline)) void expect_%s%d(%s) {\n%s\n}"
                        % (function, number, PARAMETERS[function], "\n".join(chunk)))
        calls = "\n".join("  expect_%s%d(%s);" % (function, n, NAMES[function]) for n in range(len(chunks)))
        name = "static void expect_c" if function == "c" else "TRACED void visit_" + function
        text.append("%s(%s) {\n%s\n}" % (name, PARAMETERS[function], calls))
    text.append(MAIN)
    return "\n".join(text)


# A task's view of itself, in structs of the kernel's names that have the fields in question.
KERNEL = r"""
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "forms.h"

struct inode {
  unsigned long i_ino;
  long i_size;
};
struct file {
  long f_pos;
  unsigned f_flags;
  struct inode* f_inode;
};
struct fdtable {
  unsigned max_fds;
  struct file** fd;
};
struct files_struct {
  struct fdtable* fdt;
  struct file* fd_array[64];
};
struct signal_struct {
  struct rlimit rlim[16];
};
struct task_struct {
  int pid, tgid;
  char comm[16];
  struct task_struct* real_parent;
  struct files_struct* files;
  struct signal_struct* signal;
};
static FILE* out;
"""
KERNEL_MAIN = r"""
#define OPEN 8  // files that the forms look at
#define ANCESTORS 16

static void describe_files(struct files_struct* table, struct fdtable* fdt) {
  static struct inode inodes[OPEN];
  static struct file files[OPEN];
  for (int fd = 0; fd < OPEN; fd++) {
    struct stat stat;
    if (fstat(fd, &stat) != 0) exit(2);
    inodes[fd] = (struct inode){stat.st_ino, stat.st_size};
    files[fd] = (struct file){lseek(fd, 0, SEEK_CUR), fcntl(fd, F_GETFL), &inodes[fd]};
    table->fd_array[fd] = &files[fd];
  }
  *fdt = (struct fdtable){64, table->fd_array};
  table->fdt = fdt;
}

static void describe_ancestors(struct task_struct* tasks) {
  int pid = getpid();
  for (int i = 0; i < ANCESTORS; i++) {
    tasks[i].pid = tasks[i].tgid = pid;
    tasks[i].real_parent = pid == 0 || i + 1 == ANCESTORS ? &tasks[i] : &tasks[i + 1];
    strcpy(tasks[i].comm, "swapper/0");
    if (pid == 0) return;
    char name[100];
    snprintf(name, sizeof(name), "/proc/%d/stat", pid);
    FILE* stat = fopen(name, "r");
    if (!stat || fscanf(stat, "%*d (%15[^)]) %*c %d", tasks[i].comm, &pid) != 2) exit(2);
    fclose(stat);
  }
}

int main(int argc, char** argv) {
  static struct files_struct table;
  static struct fdtable fdt;
  static struct signal_struct signal;
  static struct task_struct tasks[ANCESTORS];
  for (int fd = 0; fd < OPEN; fd++) {
    int opened = open(argv[0], fd % 2 ? O_RDONLY : O_RDONLY | O_NONBLOCK);
    if (opened < 0 || (opened != fd && (dup2(opened, fd) != fd || close(opened) != 0))) return 2;
    lseek(fd, 100 + 7 * fd, SEEK_SET);
  }
  describe_files(&table, &fdt);
  describe_ancestors(tasks);
  for (int i = 0; i < 16; i++) getrlimit(i, &signal.rlim[i]);
  tasks[0].files = &table, tasks[0].signal = &signal;
  getpgid(0);
  out = fopen(argv[1], "w");
  if (!out) return 2;
  expect(&tasks[0]);
  return fclose(out) != 0;
}
"""


def kernel_source(lines):
    """C text of the program for forms that begin at `task`."""
    return KERNEL + "static void expect(struct task_struct* task) {\n%s\n}\n" % "\n".join(lines) + KERNEL_MAIN
