// Waits for locks, in known numbers, for tools that look for that:
//   contend mutex THREADS MILLISECONDS     main() holds a mutex for so long, meanwhile THREADS threads ask
//   for it in want() contend inode THREADS MILLISECONDS     a thread writes to a file and is held in the
//   middle for so long (its page is
//                                          not there yet, and a userfaultfd lets it wait); meanwhile THREADS
//                                          threads write to the same file: the kernel lets them wait for the
//                                          file's lock
// Each of the threads waits once.
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static volatile long begun;
static volatile long sink;
static int file;

__attribute__((noipa)) void want(void) {
  pthread_mutex_lock(&mutex);
  sink++;
  pthread_mutex_unlock(&mutex);
}

static void* want_mutex(void* unused) {
  __atomic_fetch_add(&begun, 1, __ATOMIC_SEQ_CST);
  want();
  return unused;
}

static void* want_inode(void* unused) {
  __atomic_fetch_add(&begun, 1, __ATOMIC_SEQ_CST);
  if (pwrite(file, "x", 1, 0) != 1) exit(1);
  return unused;
}

static void* hold_inode(void* page) {
  if (pwrite(file, page, 4096, 0) != 4096) exit(1);
  return NULL;
}

static void start(pthread_t* threads, long count, void* (*run)(void*)) {
  begun = 0;
  for (long i = 0; i < count; i++)
    if (pthread_create(&threads[i], NULL, run, NULL) != 0) exit(1);
  while (begun < count)
    usleep(1000);
}

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  long count = atol(argv[2]);
  useconds_t pause = (useconds_t)atol(argv[3]) * 1000;
  pthread_t* threads = calloc((size_t)count + 1, sizeof *threads);
  if (!threads) return 1;
  if (strcmp(argv[1], "mutex") == 0) {
    pthread_mutex_lock(&mutex);
    start(threads, count, want_mutex);
    usleep(pause);
    pthread_mutex_unlock(&mutex);
  } else {
    struct uffdio_api api = {.api = UFFD_API};
    long faults = syscall(SYS_userfaultfd, O_CLOEXEC);
    char* page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct uffdio_register want = {.range = {(unsigned long)page, 4096},
                                   .mode = UFFDIO_REGISTER_MODE_MISSING};
    struct uffdio_zeropage zero = {.range = {(unsigned long)page, 4096}};
    struct uffd_msg message;
    file = memfd_create("contended", MFD_CLOEXEC);
    if (faults < 0 || page == MAP_FAILED || file < 0 || ioctl((int)faults, UFFDIO_API, &api) != 0 ||
        ioctl((int)faults, UFFDIO_REGISTER, &want) != 0 ||
        pthread_create(&threads[count], NULL, hold_inode, page) != 0 ||
        read((int)faults, &message, sizeof message) != sizeof message)
      return 1;
    start(threads, count, want_inode);
    usleep(pause);
    if (ioctl((int)faults, UFFDIO_ZEROPAGE, &zero) != 0) return 1;
    pthread_join(threads[count], NULL);
  }
  for (long i = 0; i < count; i++)
    pthread_join(threads[i], NULL);
  return 0;
}
