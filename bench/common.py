"""What the benchmarks share."""

import os
import subprocess
import sys

sys.dont_write_bytecode = True
ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))


def mount_tracefs():
    """As scripts/run does; old tools look below debugfs only, and say so themselves."""
    if not os.path.isdir("/sys/kernel/tracing/events"):
        subprocess.run(["mount", "-t", "tracefs", "tracefs", "/sys/kernel/tracing"], check=False,
                       stderr=subprocess.DEVNULL)
