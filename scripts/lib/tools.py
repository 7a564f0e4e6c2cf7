"""What a tool (tools/NAME.bt) says of itself: its header, a comment of sections, and its options, calls of getopt(). Used by
scripts/tool-man and scripts/check-tools; covered by scripts/lib/tools-self-test."""

import os
import re

SECTIONS = ("Usage", "Columns", "Reading", "Means", "See also")
SHEBANG = "#!/usr/bin/env sonde"

_SECTION = re.compile(rf"({'|'.join(SECTIONS)}):(?: +|$)(.*)")
_STRING = r'"(?:[^"\\]|\\.)*"'
_GETOPT = re.compile(rf"\bgetopt\(\s*({_STRING})(?:\s*,\s*({_STRING}|-?\w+))?(?:\s*,\s*((?:{_STRING}\s*)+))?\s*\)")
_NUMBER = re.compile(r"-?(0[xX][0-9a-fA-F_]+|[0-9][0-9_a-z]*)")


class Wrong(Exception):
    """The header is not one; says what is wrong with it."""


class Option:
    def __init__(self, name, default):
        self.name = name
        self.default = default  # as in the script; "false" if it has none
        self.text = ""

    @property
    def argument(self):
        """What is written behind the name: nothing, or =N, =TEXT."""
        if self.default in ("true", "false"):
            return ""
        return "=N" if _NUMBER.fullmatch(self.default) else "=TEXT"

    @property
    def default_text(self):
        """What there is to say of the default: nothing if it is nothing."""
        return "" if self.default in ("false", '""', "0") else self.default.strip('"')


class Tool:
    def __init__(self, path):
        self.name = os.path.basename(path).removesuffix(".bt")
        with open(path, encoding="utf-8") as stream:
            text = stream.read()
        lines = text.split("\n")
        if lines[:2] != [SHEBANG, "/*"]:
            raise Wrong(f"does not begin with {SHEBANG} and /*")
        try:
            end = lines.index(" */")
        except ValueError:
            raise Wrong("its header has no end") from None
        if any(not re.fullmatch(r" \*( .*\S)?", line) for line in lines[2:end]):
            raise Wrong("a line of the header does not begin with ' * ', or ends with blanks")
        self._read_header([line[3:] for line in lines[2:end]])
        self.options = options("\n".join(lines[end + 1:]))

    def _read_header(self, lines):
        title = re.fullmatch(rf"{re.escape(self.name)} - (\S.*)", lines[0] if lines else "")
        if not title:
            raise Wrong(f"its header does not begin with: {self.name} - what it does")
        self.title = title.group(1)
        self.description = []    # lines
        self.sections = {}       # name -> lines
        into = self.description
        for line in lines[1:]:
            section = _SECTION.fullmatch(line)
            if section:
                if section.group(1) in self.sections:
                    raise Wrong(f"has two sections {section.group(1)}")
                into = self.sections[section.group(1)] = []
                line = section.group(2)
            into.append(line)
        missing = [name for name in SECTIONS if not any(self.sections.get(name, ()))]
        if missing:
            raise Wrong(f"has no section {' and '.join(missing)}")
        if list(self.sections) != list(SECTIONS):
            raise Wrong(f"its sections do not come in this order: {', '.join(SECTIONS)}")
        if not any(self.description):
            raise Wrong("does not say what it shows and when that helps, below its first line")

    @property
    def usage(self):
        return [line.strip() for line in self.sections["Usage"] if line]

    @property
    def see_also(self):
        """(name, section) of each page."""
        return re.findall(r"([\w.-]+)\((\d)\)", " ".join(self.sections["See also"]))

    def columns(self):
        """(name, text) of each column; (None, text) of paragraphs."""
        return _entries(self.sections["Columns"])


def paragraphs(lines):
    """LINES as paragraphs of one line each."""
    text = "\n".join(line.strip() for line in lines).strip()
    return [" ".join(part.split("\n")) for part in re.split(r"\n\n+", text)] if text else []


def _entries(lines):
    found = []
    least = min((len(line) - len(line.lstrip()) for line in lines if line.startswith(" ")), default=0)
    for line in lines:
        text = line.strip()
        if not text:
            continue
        if len(line) - len(text) > least and found:
            found[-1][1] = f"{found[-1][1]} {text}".strip()
        elif least == 0:
            found.append([None, text])
        else:
            found.append(_name_and_text(text))
    return [tuple(entry) for entry in found]


def _name_and_text(text):
    name, blanks, rest = re.fullmatch(r"(.*?)(?:(  +)(.*))?", text).groups()
    if blanks is None and not text.endswith("]"):
        name, _, rest = text.partition(" ")
    return [name, rest or ""]


def options(script):
    """The Options of a script, in the order in which they are first called for."""
    found = {}
    for name, default, text in _GETOPT.findall(re.sub(r"//.*", "", script)):
        option = found.setdefault(name[1:-1], Option(name[1:-1], default or "false"))
        option.text = option.text or "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', text)).replace('\\"', '"')
    return list(found.values())
