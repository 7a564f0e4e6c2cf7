"""tools/examples/NAME.txt: what tests of tests/tools with an EXAMPLE printed. A run leaves a part for each test,
in guests too; join() makes a file of the parts of each tool, in the order of its tests."""

import os
import shutil


def keep(folder, test, text):
    name = os.path.basename(test.file).removesuffix(".test")
    parts = os.path.join(folder, name + ".parts")
    os.makedirs(parts, exist_ok=True)
    with open(os.path.join(parts, f"{test.line:05}"), "w", encoding="utf-8") as stream:
        stream.write(text)


def join(folder):
    """Returns the files it wrote."""
    written = []
    for name in sorted(os.listdir(folder)):
        parts = os.path.join(folder, name)
        if not name.endswith(".parts"):
            continue
        texts = []
        for part in sorted(os.listdir(parts)):
            with open(os.path.join(parts, part), encoding="utf-8") as stream:
                texts.append(stream.read())
        shutil.rmtree(parts)
        path = parts.removesuffix(".parts") + ".txt"
        with open(path, "w", encoding="utf-8") as stream:
            stream.write("\n".join(texts))
        written.append(path)
    return written
