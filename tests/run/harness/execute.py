"""Runs one test: starts its target, sonde and its load in the right order, ends them, compares.

Nothing but processes started here is ever signalled: each gets a session of its own, and only those
sessions are ended."""

import os
import re
import select
import shlex
import signal
import subprocess
import textwrap
import threading
import time

from . import cases, checks, doing

READY = "__sonde_is_ready__"
PATIENCE = 3  # seconds for a run that took too long to end by itself
SETTLE = 0.05  # seconds between the end of LOAD and the signal: what the kernel does late is still seen


class Failed(Exception):
    """The test cannot go on; the text says what happened."""


class Places:
    """Paths a test may name as ${NAME}."""

    def __init__(self, sonde, programs, tests, examples=""):
        self.sonde = sonde
        self.programs = programs
        self.tests = tests
        self.examples = examples  # where examples are to be written; none if empty

    def variables(self, folder):
        runner = os.path.join(os.path.dirname(self.sonde), "sonde-run")
        root = os.path.dirname(os.path.dirname(self.tests))
        return {"SONDE": self.sonde, "SONDE_RUN": runner, "PROGRAMS": self.programs,
                "TESTS": self.tests, "TOOLS": os.path.join(root, "tools"), "TMP": folder}


class Execution:
    """One test, run once. result() returns the list of things that went wrong."""

    def __init__(self, test, places, folder, slowness=1):
        self.test = test
        self.folder = folder
        self.variables = places.variables(folder)
        self.slowness = slowness
        self.deadline = 0.0
        self.started = []  # processes, and
        self.readers = []  # readers of their output, for cleanup
        self.out = ""
        self.err = ""
        self.command = ""
        self.load_output = ""
        self.seconds = 0.0

    # --- before ------------------------------------------------------------------------------------

    def prepare_on_host(self):
        """The HOST lines: what must happen on the building machine, even for tests in guests."""
        os.makedirs(self.folder, exist_ok=True)
        for line in self.test.host:
            self._shell("HOST", line, 60)

    def result(self):
        self.deadline = time.monotonic() + self.test.timeout * self.slowness
        try:
            os.makedirs(self.folder, exist_ok=True)
            for line in self.test.before:
                self._shell("BEFORE", line, self._left())
            status = self._run()
            wrong = self._status_errors(status)
            for line in self.test.after:
                self.out += self._shell("AFTER", line, self._left(5))
            wrong += cases.failures(self.test.cases, self.out)
            return wrong + checks.failures(self._expectations(), self.out, self.err)
        except Failed as failed:
            return [str(failed)]
        finally:
            self._cleanup()

    def example(self):
        """What this run showed, as a section of tools/examples/NAME.txt: the command, its output, how to read it."""
        command = self.command.removeprefix("exec ")
        sonde, tools = (re.escape(self.variables[name]) for name in ("SONDE", "TOOLS"))
        command = re.sub(f"^{sonde} {tools}/", "", command)
        output = "\n".join(line.rstrip() for line in self.out.rstrip().split("\n"))
        reading = textwrap.fill(" ".join(self._expand(self.test.example).split()), 80, break_on_hyphens=False)
        text = f"# {command}\n{output}\n\n{reading}\n"
        return text.replace(self.variables["PROGRAMS"] + "/", "")  # where they were built is nobody's concern

    # --- the run -----------------------------------------------------------------------------------

    def _run(self):
        target = self._start_target() if self.test.target else None
        self.command = self._command()
        begin = time.monotonic()
        sonde = self._start(self.command)
        out = self._reader(sonde.stdout, READY)
        err = self._reader(sonde.stderr)
        try:
            ready = self._wait_ready(sonde, out)
            if target:
                self._release(target)
            if ready and self.test.load:
                self._load(sonde)
            if ready and (self.test.load or self.test.signal):
                self._signal(sonde)
            status = self._wait_end(sonde)
            self.seconds = time.monotonic() - begin
        finally:
            if sonde.poll() is None:
                _end(sonde)
            self.out = out.text().replace(READY + "\n", "")
            self.err = err.text()
        if out.open or err.open:
            # The session's leader is gone, its other members are what holds the pipes.
            _kill_session(sonde)
            raise Failed("sonde has ended, but something still holds its output open")
        if not ready and (self.test.load or self.test.signal):
            return _Early(status)
        return status

    def _command(self):
        test = self.test
        sonde = shlex.quote(self.variables["SONDE"])
        args = self._expand(test.args)
        if test.kind == "RUN":
            return "exec " + self._expand(test.text)
        if test.kind == "PROG":
            return f"exec {sonde} -e {shlex.quote(self._expand(test.text))} {args}".rstrip()
        if test.kind == "TOOL":
            path = os.path.join(self.variables["TOOLS"], test.text + ".bt")
            return f"exec {sonde} {shlex.quote(path)} {args}".rstrip()
        path = os.path.join(self.folder, "script.bt")
        text = cases.script(test.cases) if test.cases else self._expand(test.text)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(text + "\n")
        return f"exec {sonde} {shlex.quote(path)} {args}".rstrip()

    def _start_target(self):
        target = self._start("exec " + self._expand(self.test.target), stdin=subprocess.PIPE,
                             stderr=subprocess.DEVNULL)
        if not select.select([target.stdout], [], [], self._left())[0] or not target.stdout.readline():
            raise Failed("the TARGET wrote no line to say that it is ready")
        self.variables["PID"] = str(target.pid)
        return target

    def _release(self, target):
        """A target that waits for a line on its standard input may now begin."""
        try:
            target.stdin.write(b"go\n")
            target.stdin.close()
        except OSError:
            pass

    def _wait_ready(self, sonde, out):
        """True once every probe is attached; False when sonde ended before that."""
        if not self._wait_for(out.marked, sonde):
            raise self._stuck(sonde, "not attached")
        if not out.has_mark():
            out.finish()
        return out.has_mark()

    def _load(self, sonde):
        load = self._start(self._expand(self.test.load), stderr=subprocess.STDOUT)
        reader = self._reader(load.stdout)
        if not self._wait_for(load, sonde):
            raise Failed("the LOAD did not end in time")
        if load.poll() is None:
            _end(load)  # sonde has seen enough; the rest of the load is of no use
            return
        self.load_output = reader.text()
        if load.returncode != 0:
            raise Failed(f"the LOAD exited with {load.returncode}: {self.load_output.strip()}")
        time.sleep(SETTLE * self.slowness)

    def _signal(self, sonde):
        if sonde.poll() is None:
            sonde.send_signal(getattr(signal, "SIG" + (self.test.signal or "INT")))

    def _wait_end(self, sonde):
        if not self._wait_for(sonde, at_least=0.1):
            raise self._stuck(sonde, "still running")
        return sonde.wait()

    def _stuck(self, sonde, what):
        """The failure of a run that takes too long. Sonde is asked to end, so that it shows what it has."""
        lines = [f"{what} after {self.test.timeout * self.slowness:g} s"] + doing.of_session(sonde.pid)
        sonde.send_signal(signal.SIGINT)
        try:
            sonde.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            lines.append(f"asked to end, it ran for {PATIENCE} s more")
        return Failed("\n".join(lines))

    def _status_errors(self, status):
        wrong = []
        if self.test.exit == "any":
            return wrong
        if isinstance(status, _Early):
            status = status.status
            if self.test.exit == "0":
                wrong.append("sonde ended before its probes were attached")
        if self.test.exit == "!0":
            if status <= 0:
                wrong.append(f"expected a failure, got {_describe(status)}")
        elif status != int(self.test.exit):
            wrong.append(f"expected exit status {self.test.exit}, got {_describe(status)}")
        if self.test.within and self.slowness == 1 and self.seconds > self.test.within:
            wrong.append(f"took {self.seconds:.2f} s, allowed are {self.test.within:g} s")
        return wrong

    # --- helpers -------------------------------------------------------------------------------------

    def _expectations(self):
        return [(keyword, self._expand(text)) for keyword, text in self.test.expectations]

    def _expand(self, text):
        for name, value in self.variables.items():
            text = text.replace("${" + name + "}", value)
        return text

    def _environment(self):
        environment = {k: v for k, v in os.environ.items()
                       if not k.startswith(("BPFTRACE_", "SONDE_", "__BPFTRACE"))}
        environment["SONDE_NOTIFY_READY"] = READY
        # Each test compiles for itself; with --cache of the driver they share what was compiled.
        environment["XDG_CACHE_HOME"] = os.environ.get("RUN_TESTS_CACHE") or self.folder
        for line in self.test.env:
            name, _, value = self._expand(line).partition("=")
            environment[name] = value
        return environment

    def _start(self, command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE):
        process = subprocess.Popen(["/bin/sh", "-c", command], stdin=stdin, stdout=subprocess.PIPE,
                                   stderr=stderr, cwd=self.folder, env=self._environment(),
                                   start_new_session=True)
        self.started.append(process)
        return process

    def _reader(self, stream, mark=""):
        self.readers.append(_Reader(stream, mark))
        return self.readers[-1]

    def _wait_for(self, *things, at_least=0.0):
        """Sleeps until one of them is there, a process's end or a descriptor's readiness; False when time is up.
        No polling: in a guest with one processor each look would take time from what is looked at."""
        opened = []
        descriptors = []
        try:
            for thing in things:
                if isinstance(thing, int):
                    descriptors.append(thing)
                elif thing.poll() is not None:
                    return True
                else:
                    opened.append(os.pidfd_open(thing.pid))
            return bool(select.select(descriptors + opened, [], [], self._left(at_least))[0])
        finally:
            for descriptor in opened:
                os.close(descriptor)

    def _shell(self, keyword, line, limit):
        """Runs a HOST, BEFORE or AFTER line and returns its output."""
        process = self._start(self._expand(line), stderr=subprocess.STDOUT)
        try:
            text = process.communicate(timeout=limit)[0].decode("utf-8", "backslashreplace")
        except subprocess.TimeoutExpired:
            _end(process)
            raise Failed(f"{keyword} did not end in time: {line}") from None
        if process.returncode != 0:
            raise Failed(f"{keyword} {_describe(process.returncode)}: {line}\n{text.rstrip()}")
        return text

    def _left(self, at_least=0.0):
        return max(self.deadline - time.monotonic(), at_least)

    def _cleanup(self):
        for process in self.started:
            if process.poll() is None:
                _end(process)
        for reader in self.readers:
            reader.finish(0.2)
        for process in self.started:
            for stream in (process.stdin, process.stdout, process.stderr):
                if stream and not stream.closed:
                    stream.close()
        for reader in self.readers:
            reader.close()


class _Early:
    """A status that came before the probes were attached."""

    def __init__(self, status):
        self.status = status


class _Reader:
    """Collects a stream on a thread of its own, so that no pipe fills up. `marked` becomes readable once a line
    of the stream is MARK."""

    def __init__(self, stream, mark=""):
        self.open = True
        self.marked = os.eventfd(0)
        self._mark = mark.encode()
        self._has_mark = False
        self._stream = stream
        self._data = bytearray()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        fd = self._stream.fileno()
        try:
            while chunk := os.read(fd, 65536):
                known = len(self._data)
                self._data += chunk
                if self._mark and not self._has_mark:
                    self._look_for_mark(max(0, known - len(self._mark) - 2))
        except OSError:
            pass  # closed at the end of a test that went wrong
        self.open = False

    def _look_for_mark(self, begin):
        """Looks at what has come since BEGIN."""
        line = self._mark + b"\n"
        if self._data.startswith(line) or self._data.find(b"\n" + line, begin) >= 0:
            self._has_mark = True
            os.eventfd_write(self.marked, 1)

    def has_mark(self):
        return self._has_mark

    def finish(self, seconds=2):
        self._thread.join(seconds)

    def close(self):
        """Once nothing waits for it any more."""
        if not self._thread.is_alive():
            os.close(self.marked)

    def text(self):
        self.finish()
        return bytes(self._data).decode("utf-8", "backslashreplace")


def _end(process):
    """Ends the process and whatever it started in its session."""
    _kill_session(process)
    process.wait()


def _kill_session(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def _describe(status):
    return f"killed by {signal.Signals(-status).name}" if status < 0 else f"status {status}"
