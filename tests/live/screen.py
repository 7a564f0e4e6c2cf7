"""sonde --live for tests: started on a terminal of its own (pexpect), whose screen pyte, a terminal emulator, knows."""

import fcntl
import os
import struct
import termios
import time

import pexpect
import pyte


class Terminal(pyte.Screen):
    """A screen with the other one that programs switch to, which pyte does not have."""

    def __init__(self, columns, rows):
        super().__init__(columns, rows)
        self.other = False
        self.was_other = False  # ever
        self.kept = []

    def set_mode(self, *modes, **kwargs):
        if 1049 in modes and kwargs.get("private"):
            if not self.other:
                self.kept = [line.rstrip() for line in self.display]
            self.other = self.was_other = True
            self.erase_in_display(2)
        super().set_mode(*modes, **kwargs)

    def reset_mode(self, *modes, **kwargs):
        if 1049 in modes and kwargs.get("private"):
            self.other = False
            self.erase_in_display(2)
            self.cursor_position(1, 1)
        super().reset_mode(*modes, **kwargs)


class Live:
    """A program on a terminal. With `with`."""

    def __init__(self, command, rows=24, columns=80, term="xterm-256color", locale="C.UTF-8", **environment):
        env = dict(os.environ, TERM=term, LC_ALL=locale)
        env.update(environment)
        self.process = pexpect.spawn(command[0], command[1:], env=env, dimensions=(rows, columns), timeout=30)
        self.screen = Terminal(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.bytes = b""
        self.watched = True  # False: what comes is thrown away
        # The slave side stays open, so that its modes can be asked for when the program is gone.
        self.slave = os.open(self.name(), os.O_RDWR | os.O_NOCTTY)

    def name(self):
        number = struct.unpack("I", fcntl.ioctl(self.process.child_fd, 0x80045430, b"\0" * 4))[0]  # TIOCGPTN
        return f"/dev/pts/{number}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.isalive():
            self.process.kill(9)
        self.process.close(force=True)
        os.close(self.slave)

    def read(self, seconds=0.2):
        """Takes what comes within that time."""
        end = time.monotonic() + seconds
        while True:
            try:
                piece = self.process.read_nonblocking(65536, timeout=max(0.01, end - time.monotonic()))
            except pexpect.TIMEOUT:
                return True
            except pexpect.EOF:
                return False
            if self.watched:
                self.bytes += piece
                self.stream.feed(piece)
            if time.monotonic() >= end:
                return True

    def lines(self):
        return [line.rstrip() for line in self.screen.display]

    def until(self, what, seconds=30):
        """Until `what(lines)` holds; whether it did."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read(0.1)
            if what(self.lines()):
                return True
        return False

    def has(self, text, seconds=30):
        return self.until(lambda lines: any(text in line for line in lines), seconds)

    def type(self, text):
        self.process.send(text)

    def resize(self, rows, columns):
        self.process.setwinsize(rows, columns)  # sends SIGWINCH
        self.screen.resize(rows, columns)

    def modes(self):
        return termios.tcgetattr(self.slave)

    def end(self, seconds=30):
        """Waits for the end: exit status, or minus the signal."""
        end = time.monotonic() + seconds
        while self.process.isalive() and time.monotonic() < end:
            self.read(0.1)
        self.read(0.3)
        if self.process.isalive():
            return None
        return -self.process.signalstatus if self.process.signalstatus else self.process.exitstatus

    def on(self, seconds=30):
        """Whether the screen for maps is up."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read(0.1)
            if self.screen.other:
                return True
        return False
