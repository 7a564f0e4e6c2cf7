# tls.py FOLDER LIBRARY COUNT BYTES [wait]: a thread "client" and a thread "server" of this process talk by TLS, with
# FOLDER/cert and FOLDER/key. The client, which uses LIBRARY (openssl, gnutls), sends COUNT requests "GET /N", of
# BYTES bytes each, and gets "answer N" with a zero byte and a line end to each. The server, which uses OpenSSL,
# answers when it has BYTES bytes. With DELAY in the environment, the client shakes hands so many seconds after the
# server, whose socket does not wait.
import ctypes
import os
import socket
import ssl
import sys
import threading
import time

folder, library, count, size = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
delay = float(os.environ.get("DELAY", 0))
shaking = threading.Event()


def name_thread(name):
    ctypes.CDLL(None).prctl(15, name.encode(), 0, 0, 0)  # PR_SET_NAME


def serve(listener):
    name_thread("server")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder + "/cert", folder + "/key")
    plain = listener.accept()[0]
    plain.settimeout(100 if delay else None)
    shaking.set()
    stream = context.wrap_socket(plain, server_side=True)
    for number in range(count):
        got = 0
        while got < size:
            got += len(stream.recv(size - got))
        stream.sendall(b"answer %d\0\n" % number)
    stream.recv(1)


class GnuTls:
    def __init__(self, plain):
        self.plain = plain
        self.lib = ctypes.CDLL("libgnutls.so.30")
        self.lib.gnutls_record_send.restype = self.lib.gnutls_record_recv.restype = ctypes.c_ssize_t
        self.session = ctypes.c_void_p()
        credentials = ctypes.c_void_p()
        self.lib.gnutls_init(ctypes.byref(self.session), 2)  # GNUTLS_CLIENT
        self.lib.gnutls_set_default_priority(self.session)
        self.lib.gnutls_certificate_allocate_credentials(ctypes.byref(credentials))
        self.lib.gnutls_credentials_set(self.session, 1, credentials)  # GNUTLS_CRD_CERTIFICATE
        self.lib.gnutls_transport_set_int2(self.session, plain.fileno(), plain.fileno())
        while (result := self.lib.gnutls_handshake(self.session)) != 0:
            assert result == -28, result  # GNUTLS_E_AGAIN

    def sendall(self, data):
        assert self.lib.gnutls_record_send(self.session, data, ctypes.c_size_t(len(data))) == len(data)

    def recv(self, most):
        data = ctypes.create_string_buffer(most)
        while (got := self.lib.gnutls_record_recv(self.session, data, ctypes.c_size_t(most))) == -28:
            pass
        assert got > 0, got
        return data.raw[:got]

    def close(self):
        self.lib.gnutls_bye(self.session, 1)  # GNUTLS_SHUT_WR


def connect(plain):
    if library == "gnutls":
        return GnuTls(plain)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(plain)


if sys.argv[5:]:
    print("ready", flush=True)
    sys.stdin.readline()
name_thread("client")
listener = socket.create_server(("127.0.0.1", 0))
server = threading.Thread(target=serve, args=[listener])
server.start()
plain = socket.create_connection(listener.getsockname())
shaking.wait()
time.sleep(delay)
stream = connect(plain)
for number in range(count):
    stream.sendall((b"GET /%d " % number).ljust(size, b"."))
    assert stream.recv(100) == b"answer %d\0\n" % number
stream.close()
server.join()
