# names.py WHAT: asks the C library for names, after it has written /etc/hosts, /etc/nsswitch.conf and
# /etc/resolv.conf: for guests.
#   all    each function once for a name that is there, and once for one that is not
#   slow   a name server answers, after 0.3 seconds, that there is no such name; and names of /etc/hosts
import ctypes
import socket
import sys
import threading
import time


def write(path, text):
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(text)


def answer(server):
    while True:
        question, client = server.recvfrom(512)
        time.sleep(0.3)
        server.sendto(question[:2] + b"\x81\x83" + question[4:], client)  # NXDOMAIN


def ask(*arguments):
    try:
        socket.getaddrinfo(*arguments)
        return True
    except socket.gaierror:
        return False


write("/etc/hosts", "127.0.0.1 localhost\n192.0.2.33 printer.test\n2001:db8::33 printer.test\n")
write("/etc/nsswitch.conf", "hosts: files\n" if sys.argv[1] == "all" else "hosts: files dns\n")
write("/etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:60\n")
if sys.argv[1] == "slow":
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))
    threading.Thread(target=answer, args=[server], daemon=True).start()
    assert ask("printer.test", 80)
    assert not ask("plotter.test", 80)
    assert ask("127.0.0.1", 80)
    assert ask(None, 80)
else:
    assert ask("printer.test", 80)
    assert not ask("plotter.test", 80)
    libc = ctypes.CDLL("libc.so.6")
    libc.gethostbyname.restype = libc.gethostbyname2.restype = ctypes.c_void_p
    room, found, code = ctypes.create_string_buffer(4096), ctypes.c_void_p(), ctypes.c_int()
    host = ctypes.create_string_buffer(64)

    def by_name_r(name, size):
        return libc.gethostbyname_r(name, host, room, ctypes.c_size_t(size), ctypes.byref(found), ctypes.byref(code))

    def by_name2_r(name, size):
        return libc.gethostbyname2_r(name, socket.AF_INET6, host, room, ctypes.c_size_t(size), ctypes.byref(found),
                                     ctypes.byref(code))
    assert libc.gethostbyname(b"printer.test")
    assert not libc.gethostbyname(b"plotter.test")
    assert libc.gethostbyname2(b"printer.test", socket.AF_INET6)
    assert not libc.gethostbyname2(b"plotter.test", socket.AF_INET6)
    for function in by_name_r, by_name2_r:
        assert function(b"printer.test", 4096) == 0 and found
        assert function(b"plotter.test", 4096) == 0 and not found
        assert function(b"printer.test", 8) == 34
