# unix.py PATH [wait]: this process (thread "reader") accepts a connection at PATH from a child ("writer"), which
# sends "N: hello\0\n" five times and gets "N: yes"; each is received by another system call. Then datagrams and
# packets to itself, a large piece, and one that is looked at before. With MANY in the environment, 20 bytes come to as
# many buffers. Prints READER WRITER.
import ctypes
import os
import socket
import sys

if sys.argv[2:]:
    print("ready", flush=True)
    sys.stdin.readline()


def name(text):
    ctypes.CDLL(None).prctl(15, text.encode(), 0, 0, 0)  # PR_SET_NAME


path = sys.argv[1]
server = socket.socket(socket.AF_UNIX)
server.bind(path)
server.listen(1)
name("reader")
child = os.fork()
if child == 0:
    name("writer")
    client = socket.socket(socket.AF_UNIX)
    client.connect(path)
    for number in range(5):
        client.sendall(b"%d: hello\0\n" % number)
        assert client.recv(100) == b"%d: yes" % number
    client.sendall(b"x" * 6000)
    os._exit(0)
print(os.getpid(), child, flush=True)
stream = server.accept()[0]
into, more = bytearray(3), bytearray(100)
for number, receive in enumerate([
        lambda: os.read(stream.fileno(), 100),
        lambda: stream.recv(100),
        lambda: stream.recvmsg(100)[0],
        lambda: into[:stream.recvmsg_into([into, more])[0]],
        lambda: into[:os.readv(stream.fileno(), [into, more])]]):
    assert receive()[:2] == b"%d:" % number
    stream.sendall(b"%d: yes" % number)
assert len(stream.recv(6000, socket.MSG_WAITALL)) == 6000
for kind in socket.SOCK_DGRAM, socket.SOCK_SEQPACKET:
    one, other = socket.socketpair(socket.AF_UNIX, kind)
    one.send(b"a packet")
    assert other.recv(100, socket.MSG_PEEK) == b"a packet"
    assert other.recv(100) == b"a packet"
one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
one.send(b"longer than there is room")
other.recv(6, socket.MSG_TRUNC)
if os.environ.get("MANY"):
    one, other = socket.socketpair(socket.AF_UNIX)
    one.send(b"abcdefghijklmnopqrst")
    os.readv(other.fileno(), [bytearray(1) for _ in range(20)])
inet = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(inet.getsockname())
client.sendall(b"not by a UNIX socket")
inet.accept()[0].recv(100)
os.wait()
os.unlink(path)
