# Connects UDP sockets: prints FROM TO for each, then to a network without a route, then TCP and back to nobody, which
# are not to be shown.
import ctypes
import socket

for family, address in (socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"):
    for port in 53, 4242:
        one = socket.socket(family, socket.SOCK_DGRAM)
        one.connect((address, port))
        print(address, one.getsockname()[1], port, flush=True)
        ctypes.CDLL(None).connect(one.fileno(), bytes(16), 16)  # AF_UNSPEC
for family, address in (socket.AF_INET, "192.0.2.7"), (socket.AF_INET6, "2001:db8::7"):
    try:
        socket.socket(family, socket.SOCK_DGRAM).connect((address, 123))
    except OSError as error:
        assert error.errno == 101, error
server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(server.getsockname())
