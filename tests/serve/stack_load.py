"""A load with exactly 1,000 stacks, and readers of the page while sonde counts them: for tests/serve/stacks and bench/serve."""

import http.client
import json
import os
import subprocess
import threading
import time

from served import Served

WIDE = 10  # functions of each of three levels

HEAD = r"""
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#define BARRIER __asm__ volatile("" ::: "memory")  /* no tail call: each level has its frame */
typedef void (*function)(void);
static int second, third;
/* Of the caller of a function without a frame, frame pointers know nothing: let that be this one. */
__attribute__((noinline)) static void call(void) { syscall(SYS_getppid); BARRIER; }
"""

MAIN = r"""
int main(int argc, char** argv) {
  struct timespec begun, pause;
  clock_gettime(CLOCK_MONOTONIC, &begun);
  const long rounds = atol(argv[1]), each_ms = argc > 2 ? atol(argv[2]) : 0;
  for (long round = 0; round < rounds; ++round) {
    for (int first = 0; first < WIDE; ++first)
      for (second = 0; second < WIDE; ++second)
        for (third = 0; third < WIDE; ++third)
          a[first]();
    const long long due = begun.tv_sec * 1000000000LL + begun.tv_nsec + (round + 1) * each_ms * 1000000LL;
    pause.tv_sec = due / 1000000000LL, pause.tv_nsec = due % 1000000000LL;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &pause, NULL);
  }
  return 0;
}
"""

# -f json says what the maps have in the end, with -s the exit status that nothing was lost.
SCRIPT = "tracepoint:syscalls:sys_enter_getppid /pid == cpid/ { @[ustack] = count(); @all = count(); }"


def build(folder):
    """The load: ROUNDS [MILLISECONDS of a round]; in each round one call of getppid() from each of 1,000 stacks."""
    lines = [HEAD, f"#define WIDE {WIDE}"]
    for level, call in (("c", "call();"), ("b", "c[third]();"), ("a", "b[second]();")):
        lines += [f"__attribute__((noinline)) void {level}{i}(void) {{ {call} BARRIER; }}" for i in range(WIDE)]
        lines.append(f"static const function {level}[] = {{" + ", ".join(f"{level}{i}" for i in range(WIDE)) + "};")
    source, program = os.path.join(folder, "stacks.c"), os.path.join(folder, "stacks")
    with open(source, "w", encoding="ascii") as file:
        file.write("\n".join(lines) + MAIN)
    subprocess.run(["cc", "-O1", "-fno-omit-frame-pointer", "-fno-optimize-sibling-calls", "-o", program, source], check=True)
    return program


class Reader(threading.Thread):
    """Reads events as the page does, as fast as they come. updates: how many; last: the newest, whole."""

    def __init__(self, served):
        super().__init__(daemon=True)
        self.connection = http.client.HTTPConnection(served.host, served.port, timeout=60)
        self.connection.request("GET", "/events", headers={"Authorization": "Bearer " + served.token})
        self.answer = self.connection.getresponse()
        self.updates, self.last = 0, b""

    def run(self):
        for line in self.answer:
            if line.startswith(b"data: "):
                self.updates += 1
                self.last = line[6:]


class Usage(threading.Thread):
    """CPU time and resident memory of a process, each second."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self.process, self.samples = process, []  # (time, CPU seconds, KiB)

    def run(self):
        try:
            while True:
                self.samples.append((time.monotonic(), cpu(self.process), memory(self.process)))
                time.sleep(1)
        except (OSError, IndexError):
            pass  # it has ended

    def share(self):
        """Per cent of one core, from the second sample to the last."""
        (begin, before, _), (end, after, _) = self.samples[1], self.samples[-1]
        return 100 * (after - before) / (end - begin)

    def growth(self):
        """KiB from a third of the time to the end."""
        return self.samples[-2][2] - self.samples[len(self.samples) // 3][2]


def cpu(process):
    """Seconds that all threads have had so far."""
    total = 0
    for task in os.listdir(f"/proc/{process}/task"):
        with open(f"/proc/{process}/task/{task}/schedstat", encoding="ascii") as file:
            total += int(file.read().split()[0])
    return total / 1e9


def memory(process):
    with open(f"/proc/{process}/status", encoding="utf-8", errors="replace") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS:"))


class Alone:
    """With `with`: the same run, which nobody looks at, beside the other: what a busy machine's programs take in memory, both have."""

    def __init__(self, sonde, load, rounds, each_ms):
        self.process = subprocess.Popen([sonde, "-q", "-f", "null", "-e", SCRIPT, "-c", f"{load} {rounds} {each_ms}"], stderr=subprocess.DEVNULL)
        self.usage = Usage(self.process.pid)

    def __enter__(self):
        self.usage.start()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(60)


class Watched:
    """A run of sonde that counts the load's stacks while `readers` look on."""

    def __init__(self, sonde, load, rounds, each_ms, readers):
        with Served(sonde, ["-f", "json", "--strict", "-e", SCRIPT, "-c", f"{load} {rounds} {each_ms}"]) as served:
            self.usage = Usage(served.process.pid)
            self.readers = [Reader(served) for _ in range(readers)]
            for thread in self.readers + [self.usage]:
                thread.start()
            out, self.err = served.process.communicate(timeout=rounds * each_ms / 1000 + 120)
            self.code = served.process.returncode
            for reader in self.readers:
                reader.join(20)
        self.maps, self.ledger = {}, None
        for line in out.splitlines():
            if not line.startswith("{"):
                continue  # what says that sonde is ready, where that is asked for
            found = json.loads(line)
            if found["type"] == "map":
                self.maps.update(found["data"])
            elif found["type"] == "ledger":
                self.ledger = found["data"]

    def wrong(self, rounds):
        """What does not hold: each stack was counted once a round, the last update has all of them, nothing was lost."""
        found = []

        def need(what, seen, wanted):
            if seen != wanted:
                found.append(f"{what}: {str(seen)[:300]}, not {wanted}")

        stacks = self.maps.get("@", {})
        need("exit status", self.code, 0)
        need("ledger", self.ledger, [])
        need("all", self.maps.get("@all"), rounds * WIDE**3)
        need("stacks", len(stacks), WIDE**3)
        need("counts of them", set(stacks.values()), {rounds})
        for reader in self.readers:
            last = json.loads(reader.last or b"{}")
            rows = [rows for each in last.get("maps", []) if each["name"] == "@" for rows in [each["stacks"]["rows"]]]
            need("the last update", (last.get("last"), len(rows[0]) if rows else 0, sum(row[1] for row in rows[0]) if rows else 0),
                 (True, WIDE**3, rounds * WIDE**3))
        return found
