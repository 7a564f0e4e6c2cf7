# lossy.py ADDRESS BYTES TIMES: a connection within this machine, on which BYTES bytes are lost by the loopback device
# until they have been sent again TIMES times at least. Prints, as the kernel counts it: TIMES FROM TO BYTES STATE.
import socket
import subprocess
import sys
import time


def sent_again():
    names, values = [line.split() for line in open("/proc/net/snmp") if line.startswith("Tcp:")]
    return int(values[names.index("RetransSegs")])


address, size, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
server = socket.create_server((address, 0), family=socket.AF_INET6 if ":" in address else socket.AF_INET)
client = socket.create_connection(server.getsockname()[:2])
accepted = server.accept()[0]
before = sent_again()
subprocess.run(["modprobe", "sch_netem"], check=True)
subprocess.run(["tc", "qdisc", "add", "dev", "lo", "root", "netem", "loss", "100%"], check=True)
client.sendall(b"x" * size)
while sent_again() - before < times:
    time.sleep(0.02)
subprocess.run(["tc", "qdisc", "delete", "dev", "lo", "root"], check=True)
got = 0
while got < size:
    got += len(accepted.recv(65536))
# The acknowledgement is here before the answer to it.
accepted.sendall(b"!")
client.recv(1)
print(sent_again() - before, client.getsockname()[1], server.getsockname()[1], size, "ESTABLISHED")
