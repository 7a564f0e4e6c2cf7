# segments.py WAY: sends TCP segments by a raw socket, which no TCP of a kernel would send. Prints their ports: FROM
# TO.
#   checksum COUNT   to a server on this machine, with checksums that are wrong
#   syn COUNT        from an address that nobody has, by way of a network that swallows the answers, until each was
#              sent twice
import socket
import struct
import sys
import time


def segment(source, target, ports, flags, spoil):
    header = struct.pack("!HHIIBBHHH", *ports, 1000, 0, 5 << 4, flags, 1024, 0, 0)
    summed = socket.inet_aton(source) + socket.inet_aton(target) + struct.pack("!BBH", 0, 6, len(header)) + header
    total = sum(struct.unpack(f"!{len(summed) // 2}H", summed))
    total = (total & 0xffff) + (total >> 16)
    checksum = ~(total + (total >> 16)) & 0xffff
    header = header[:16] + struct.pack("!H", checksum ^ spoil) + header[18:]
    return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(header), 0, 0, 64, 6, 0, socket.inet_aton(source),
                       socket.inet_aton(target)) + header


def sent_again():
    names, values = [line.split() for line in open("/proc/net/snmp") if line.startswith("Tcp:")]
    return int(values[names.index("RetransSegs")])


before = sent_again()
way, count = sys.argv[1], int(sys.argv[2])
source, target, spoil = ("127.0.0.1", "127.0.0.1", 0x5555) if way == "checksum" else ("192.0.2.5", "192.0.2.1", 0)
server = socket.create_server((target, 0), backlog=16)
raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
for port in range(2001, 2001 + count):
    ports = (port, server.getsockname()[1])
    raw.sendto(segment(source, target, ports, 0x02, spoil), (target, 0))
    print(*ports, flush=True)
if way == "syn":
    while sent_again() - before < count:  # as long as there is a server
        time.sleep(0.05)