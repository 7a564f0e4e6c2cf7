# One connection within this machine: 70,000 bytes are sent by sendfile(2) and taken by splice(2), then 300 are sent,
# looked at with MSG_PEEK, and received.
import os
import socket
import tempfile

server = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(server.getsockname())
accepted = server.accept()[0]
with tempfile.TemporaryFile() as data:
    data.write(b"x" * 70000)
    data.flush()
    sent = 0
    while sent < 70000:
        sent += os.sendfile(client.fileno(), data.fileno(), sent, 70000 - sent)
reader, writer = os.pipe()
taken = 0
while taken < 70000:
    taken += os.splice(accepted.fileno(), writer, 4096)
    os.read(reader, 65536)
client.sendall(b"y" * 300)
assert len(accepted.recv(300, socket.MSG_PEEK | socket.MSG_WAITALL)) == 300
assert len(accepted.recv(300, socket.MSG_WAITALL)) == 300
