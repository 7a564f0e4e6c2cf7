"""Reads folded stacks, by the format's own rule and nothing of sonde's: names with semicolons between them, a blank, a number."""


class Wrong(Exception):
    """The text is not folded stacks."""


def read(path):
    """[(names, count)] of a file."""
    with open(path, "rb") as stream:
        data = stream.read()
    if data and not data.endswith(b"\n"):
        raise Wrong("the last line has no end")
    return [_row(line, number) for number, line in enumerate(data.decode("utf-8", "strict").split("\n")[:-1], 1)]


def _row(line, number):
    stack, blank, count = line.rpartition(" ")
    if not blank or not count.isdigit() or not count.isascii():
        raise Wrong(f"line {number} has no count: {line!r}")
    names = stack.split(";")
    if any(not name or not name.isprintable() for name in names):
        raise Wrong(f"line {number} has a name that is none: {line!r}")
    return names, int(count)


def total(rows):
    return sum(count for _, count in rows)


def share(rows, name):
    """What part of all is in or below NAME."""
    return sum(count for names, count in rows if name in names) / total(rows)
