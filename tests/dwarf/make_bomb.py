#!/usr/bin/env python3
"""make_bomb.py GIBIBYTES: a compressed debug section (the old form, .zdebug_*) that unpacks to so many zeros.

Made of one compressed piece over and over, so that it takes no time; the checksum of zeros is known.
"""

import struct
import sys
import zlib

PIECE = 1 << 20
count = int(sys.argv[1]) << 10
packer = zlib.compressobj(9, zlib.DEFLATED, -15)
piece = packer.compress(bytes(PIECE)) + packer.flush(zlib.Z_FULL_FLUSH)
size = count * PIECE
adler = (size % 65521) << 16 | 1
out = sys.stdout.buffer
out.write(b"ZLIB" + struct.pack(">Q", size) + b"\x78\x9c")
for _ in range(count):
    out.write(piece)
out.write(packer.flush(zlib.Z_FINISH) + struct.pack(">I", adler))
