import socket
import sys

print((socket.timeout is TimeoutError) == (sys.version_info >= (3, 10)))
one, two = socket.socketpair()
one.settimeout(0.01)
try:
    one.recv(1)
except socket.timeout:
    print("socket.timeout")
