# A server on an IPv6 socket gets three clients by IPv4, of which it accepts two; the third finds no file descriptor.
import resource
import socket

server = socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True, backlog=7)
clients = [socket.create_connection(("127.0.0.1", server.getsockname()[1])) for _ in range(3)]
accepted = [server.accept(), server.accept()]
resource.setrlimit(resource.RLIMIT_NOFILE, (clients[0].fileno(), 100))
try:
    server.accept()
except OSError as error:
    assert error.errno == 24, error
