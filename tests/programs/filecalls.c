// Calls on files and memory in known numbers, for the tests of tools that trace them. `filecalls [-w] WHAT`;
// with -w it writes a line and waits for one first. WHAT is
//   - open DIR: open 3, openat 4, openat2 5, creat 6 times; open of a missing name 7, of DIR to write 2 times
//   - stat DIR: stat 3, lstat 4, fstatat 5, statx 6, statfs 2 times; fstatat of a descriptor 2 times; stat of
//     a missing name 7 times
//   - sync DIR: sync 2, syncfs 3, fsync 4, fdatasync 5, sync_file_range 6, msync 7 times; fsync of none once
//   - names DIR: makes 3 folders and 5 files, writes 6 and reads 7 times, fsync 2 times, renames 4 of the
//     files, removes all
//   - look DIR N: stat of N missing names, twice each
//   - io FILE N: open, N writes of 4 KiB, 3 fsyncs, twice N reads
//   - direct FILE N: open with O_DIRECT, N writes of 4 KiB, N reads
//   - queue FILE N: open with O_DIRECT, N reads of 4 KiB by io_submit, each of which it waits for
//   - append FILE N: open with O_SYNC and O_APPEND, N writes of 4 KiB
//   - commit FILE N: open, N times a write and an fsync
//   - read FILE TIMES: reads the whole file by 64 KiB; map: through memory; send: to /dev/null by sendfile
//   - drop FILE: reads 4 KiB at the begin, has the kernel drop the file from its page cache
//   - memory MB TIMES: fills so much memory, reads a byte of each page of it
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#define TIMES(n) for (int i = 0; i < (n); i++)

static char name[4096];
static char data[65536] __attribute__((aligned(4096)));

static const char* in(const char* directory, const char* file, int number) {
  snprintf(name, sizeof name, number < 0 ? "%s/%s" : "%s/%s%d", directory, file, number);
  return name;
}

// Ends the program if a call that must not fail has failed.
static long sure(long result) {
  if (result < 0) {
    perror("filecalls");
    exit(1);
  }
  return result;
}

static void opens(const char* dir) {
  struct open_how how = {.flags = O_CREAT | O_RDWR, .mode = 0600};
  TIMES(3) close(sure(syscall(SYS_open, in(dir, "by-open", -1), O_CREAT | O_RDWR, 0600)));
  TIMES(4) close(sure(syscall(SYS_openat, AT_FDCWD, in(dir, "by-openat", -1), O_CREAT | O_RDWR, 0600)));
  TIMES(5) close(sure(syscall(SYS_openat2, AT_FDCWD, in(dir, "by-2openat", -1), &how, sizeof how)));
  TIMES(6) close(sure(syscall(SYS_creat, in(dir, "by-creat", -1), 0600)));
  TIMES(7) syscall(SYS_open, in(dir, "missing", -1), O_RDONLY);
  TIMES(2) syscall(SYS_openat, AT_FDCWD, dir, O_WRONLY);
}

static void stats(const char* dir) {
  struct stat st;
  struct statx stx;
  struct statfs fs;
  int fd = sure(open(dir, O_RDONLY | O_DIRECTORY));
  TIMES(3) sure(syscall(SYS_stat, dir, &st));
  TIMES(4) sure(syscall(SYS_lstat, dir, &st));
  TIMES(5) sure(syscall(SYS_newfstatat, AT_FDCWD, dir, &st, 0));
  TIMES(6) sure(syscall(SYS_statx, AT_FDCWD, dir, 0, STATX_SIZE, &stx));
  TIMES(2) sure(syscall(SYS_statfs, dir, &fs));
  TIMES(2) sure(syscall(SYS_newfstatat, fd, "", &st, AT_EMPTY_PATH));
  TIMES(7) syscall(SYS_stat, in(dir, "missing", -1), &st);
}

static void syncs(const char* dir) {
  int fd = sure(open(in(dir, "synced", -1), O_CREAT | O_RDWR, 0600));
  sure(ftruncate(fd, 4096));
  char* map = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  map[0] = 1;
  TIMES(2) sync();
  TIMES(3) sure(syncfs(fd));
  TIMES(4) sure(fsync(fd));
  TIMES(5) sure(fdatasync(fd));
  TIMES(6) sure(sync_file_range(fd, 0, 4096, SYNC_FILE_RANGE_WRITE));
  TIMES(7) sure(msync(map, 4096, MS_SYNC));
  fsync(-1);
}

static void names(const char* dir) {
  char from[4096];
  int fd = -1;
  TIMES(3) sure(mkdir(in(dir, "dir", i), 0700));
  TIMES(5) {
    if (fd >= 0) close(fd);
    fd = sure(open(in(dir, "file", i), O_CREAT | O_EXCL | O_RDWR, 0600));
  }
  TIMES(6) sure(pwrite(fd, data, 512, i * 512));
  TIMES(7) sure(pread(fd, data, 512, 0));
  TIMES(2) sure(fsync(fd));
  TIMES(4) {
    strcpy(from, in(dir, "file", i));
    sure(rename(from, in(dir, "renamed", i)));
  }
  TIMES(4) sure(unlink(in(dir, "renamed", i)));
  sure(unlink(in(dir, "file", 4)));
  TIMES(3) sure(rmdir(in(dir, "dir", i)));
}

static void look(const char* dir, int number) {
  struct stat st;
  TIMES(2 * number) stat(in(dir, "no", i % number), &st);
}

static void io(const char* file, int number) {
  int fd = sure(open(file, O_CREAT | O_RDWR, 0600));
  TIMES(number) sure(pwrite(fd, data, 4096, i * 4096L));
  TIMES(3) sure(fsync(fd));
  TIMES(2 * number) sure(pread(fd, data, 4096, i % number * 4096L));
}

static void direct(const char* file, int number) {
  int fd = sure(open(file, O_CREAT | O_RDWR | O_DIRECT, 0600));
  TIMES(number) sure(pwrite(fd, data, 4096, i * 4096L));
  TIMES(number) sure(pread(fd, data, 4096, i * 4096L));
}

static void queue(const char* file, int number) {
  aio_context_t context = 0;
  int fd = sure(open(file, O_RDONLY | O_DIRECT));
  sure(syscall(SYS_io_setup, 8, &context));
  TIMES(number) {
    struct iocb cb = {.aio_fildes = fd,
                      .aio_lio_opcode = IOCB_CMD_PREAD,
                      .aio_buf = (unsigned long)data,
                      .aio_nbytes = 4096,
                      .aio_offset = i * 4096L};
    struct iocb* one = &cb;
    struct io_event event;
    sure(syscall(SYS_io_submit, context, 1, &one));
    sure(syscall(SYS_io_getevents, context, 1, 1, &event, 0));
    sure(event.res);
  }
}

static void append(const char* file, int number) {
  int fd = sure(open(file, O_CREAT | O_WRONLY | O_SYNC | O_APPEND, 0600));
  TIMES(number) sure(write(fd, data, 4096));
}

static void commit(const char* file, int number) {
  int fd = sure(open(file, O_CREAT | O_RDWR, 0600));
  TIMES(number) {
    sure(pwrite(fd, data, 4096, i * 4096L));
    sure(fsync(fd));
  }
}

static void reads(const char* file, int times, int mapped) {
  int fd = sure(open(file, O_RDONLY));
  long size = sure(lseek(fd, 0, SEEK_END));
  volatile const char* map = mapped ? mmap(0, size, PROT_READ, MAP_SHARED, fd, 0) : 0;
  TIMES(times) {
    for (long at = 0; at < size; at += map ? 4096 : (long)sizeof data) {
      if (map) {
        (void)map[at];
      } else {
        sure(pread(fd, data, sizeof data, at));
      }
    }
  }
}

static void sends(const char* file, int times) {
  int fd = sure(open(file, O_RDONLY));
  int to = sure(open("/dev/null", O_WRONLY));
  long size = sure(lseek(fd, 0, SEEK_END));
  TIMES(times) {
    off_t at = 0;
    while (at < size)
      sure(sendfile(to, fd, &at, size - at));
  }
}

static void drop(const char* file) {
  int fd = sure(open(file, O_RDONLY));
  sure(pread(fd, data, 4096, 0));
  sure(-posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED));
}

static void memory(long size, int times) {
  volatile char* map = mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (long at = 0; at < size; at++)
    map[at] = (char)(at % 251 + 1);
  TIMES(times) {
    for (long at = 0; at < size; at += 4096)
      (void)map[at];
  }
}

int main(int argc, char** argv) {
  if (argc > 1 && strcmp(argv[1], "-w") == 0) {
    char line[16];
    puts("ready");
    fflush(stdout);
    if (!fgets(line, sizeof line, stdin)) return 1;
    argv++;
    argc--;
  }
  if (argc < 3) return 2;
  const char* what = argv[1];
  int number = argc > 3 ? atoi(argv[3]) : 1;
  memset(data, 'x', sizeof data);
  if (strcmp(what, "open") == 0)
    opens(argv[2]);
  else if (strcmp(what, "stat") == 0)
    stats(argv[2]);
  else if (strcmp(what, "sync") == 0)
    syncs(argv[2]);
  else if (strcmp(what, "names") == 0)
    names(argv[2]);
  else if (strcmp(what, "look") == 0)
    look(argv[2], number);
  else if (strcmp(what, "io") == 0)
    io(argv[2], number);
  else if (strcmp(what, "direct") == 0)
    direct(argv[2], number);
  else if (strcmp(what, "queue") == 0)
    queue(argv[2], number);
  else if (strcmp(what, "append") == 0)
    append(argv[2], number);
  else if (strcmp(what, "commit") == 0)
    commit(argv[2], number);
  else if (strcmp(what, "read") == 0)
    reads(argv[2], number, 0);
  else if (strcmp(what, "send") == 0)
    sends(argv[2], number);
  else if (strcmp(what, "map") == 0)
    reads(argv[2], number, 1);
  else if (strcmp(what, "drop") == 0)
    drop(argv[2]);
  else if (strcmp(what, "memory") == 0)
    memory(atol(argv[2]) << 20, number);
  else
    return 2;
  return 0;
}
