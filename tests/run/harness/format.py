"""Reads tests/run/*.test and tests/tools/*.test files into Test objects. The format is described in tests/run/README.md."""

import os
import re
from dataclasses import dataclass, field, fields, asdict

from . import cases, checks


class FormatError(Exception):
    """A test file is wrong; the text names file and line."""


@dataclass
class Test:
    file: str = ""
    line: int = 0
    name: str = ""
    kind: str = ""  # one of PROGRAMS
    text: str = ""
    args: str = ""
    expectations: list = field(default_factory=list)  # of (keyword, text)
    exit: str = "0"
    timeout: float = 20.0
    within: float = 0.0
    needs: list = field(default_factory=list)
    kernel: str = ""
    tier: str = "both"
    env: list = field(default_factory=list)
    host: list = field(default_factory=list)
    before: list = field(default_factory=list)
    target: str = ""
    load: str = ""
    signal: str = ""
    after: list = field(default_factory=list)
    quiet: str = ""  # why it cannot be run on a busy machine
    example: str = ""  # what a reader of its output should know

    @property
    def cases(self):
        """What a CASES or VALUES block holds."""
        return cases.parse(self.text, self.kind == "VALUES") if self.kind in ("CASES", "VALUES") else []

    @property
    def id(self):
        return f"{os.path.basename(self.file).removesuffix('.test')}: {self.name}"

    @property
    def needs_quiet(self):
        """On this machine; guests are slow anyway."""
        return bool(self.quiet or self.within)

    def runs_in(self, tier):
        return self.tier in ("both", tier)

    def to_json(self):
        return asdict(self)

    @staticmethod
    def from_json(data):
        names = {f.name for f in fields(Test)}
        return Test(**{k: v for k, v in data.items() if k in names})


# Keywords that add to a list, and keywords that may stand once in a test.
LISTS = {"NEEDS", "ENV", "HOST", "BEFORE", "AFTER"}
ONCE = {"ARGS", "EXIT", "TIMEOUT", "WITHIN", "KERNEL", "TIER", "TARGET", "LOAD", "SIGNAL", "QUIET", "EXAMPLE"}
PROGRAMS = {"PROG", "SCRIPT", "TOOL", "RUN", "CASES", "VALUES"}
BLOCKS = {"SCRIPT", "EXPECT_TEXT", "CASES", "VALUES", "EXAMPLE"}  # their text is the following lines, up to END


def parse_file(path):
    """All tests of a file, in order. Lines before the first NAME are defaults of every test in it."""
    with open(path, encoding="utf-8") as stream:
        lines = stream.read().split("\n")
    return _Parser(path, lines).parse()


class _Parser:
    def __init__(self, path, lines):
        self.path = path
        self.lines = lines
        self.at = 0  # index of the next line
        self.defaults = []  # of (line number, keyword, text)
        self.tests = []
        self.seen = set()  # keywords of ONCE in the current test

    def parse(self):
        while self.at < len(self.lines):
            line = self.lines[self.at].rstrip()
            self.at += 1
            if line and not line.startswith("#"):
                self._line(line)
        if self.tests:
            self._finish()
        names = [test.name for test in self.tests]
        for name in names:
            if names.count(name) > 1:
                raise FormatError(f"{self.path}: two tests are named '{name}'")
        return self.tests

    def _line(self, line):
        keyword, _, text = line.partition(" ")
        text = text.strip()
        if keyword == "NAME":
            self._start(text)
            return
        if keyword in BLOCKS:
            text = self._block()
        if not self.tests:
            self.defaults.append((self.at, keyword, text))
        else:
            self._set(keyword, text)

    def _block(self):
        begin = self.at
        while self.at < len(self.lines):
            self.at += 1
            if self.lines[self.at - 1].rstrip() == "END":
                return "\n".join(self.lines[begin:self.at - 1])
        raise self._error("this block has no END", begin)

    def _start(self, name):
        if self.tests:
            self._finish()
        if not name:
            raise self._error("NAME needs a name")
        self.tests.append(Test(file=self.path, line=self.at, name=name))
        self.seen = set()
        for _, keyword, text in self.defaults:
            self._set(keyword, text)
        self.seen = set()  # a test may override its file's defaults

    def _set(self, keyword, text):
        test = self.tests[-1]
        if keyword in PROGRAMS:
            if test.kind:
                raise self._error(f"{keyword} after {test.kind}: a test runs one program")
            test.kind, test.text = keyword, text
            try:
                _ = test.cases
            except ValueError as error:
                raise self._error(str(error)) from None
        elif keyword in checks.KEYWORDS:
            try:
                checks.validate(keyword, text)
            except ValueError as error:
                raise self._error(str(error)) from None
            test.expectations.append((keyword, text))
        elif keyword in LISTS:
            value = text.split() if keyword == "NEEDS" else [text]
            getattr(test, keyword.lower()).extend(value)
        elif keyword in ONCE:
            if keyword in self.seen:
                raise self._error(f"a second {keyword}")
            self.seen.add(keyword)
            if keyword == "QUIET" and not text:
                raise self._error("QUIET says why")
            number = keyword in ("TIMEOUT", "WITHIN")
            try:
                setattr(test, keyword.lower(), float(text) if number else text)
            except ValueError:
                raise self._error(f"{keyword} takes a number of seconds") from None
        else:
            raise self._error(f"unknown keyword {keyword}")

    def _finish(self):
        test = self.tests[-1]
        if not test.kind:
            raise self._error("no PROG, SCRIPT, TOOL, RUN, CASES or VALUES", test.line)
        if test.tier not in ("host", "guest", "both"):
            raise self._error("TIER is host, guest or both", test.line)
        if test.kernel and not re.fullmatch(r"(>=|<=|==|<|>) \d+\.\d+", test.kernel):
            raise self._error("KERNEL is an operator and a version: KERNEL >= 6.12", test.line)
        if not re.fullmatch(r"\d+|!0", test.exit):
            raise self._error("EXIT is a number, or !0 for any failure", test.line)
        if not test.expectations and not test.cases and test.exit == "0" and not test.after:
            raise self._error("this test expects nothing", test.line)

    def _error(self, text, line=None):
        return FormatError(f"{self.path}:{line or self.at}: {text}")
