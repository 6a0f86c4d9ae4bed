# Follows the `read_exact` of the page.
import socket
import threading

one, two = socket.socketpair()
for part in (b"ab", b"cd", b"e"):
    two.sendall(part)
two.close()
file = one.makefile("rb")
print(read_exact(file, 3), read_exact(file, 1))
try:
    read_exact(file, 2)
except EOFError as error:
    print(error)

# The first piece alone, all of it, and with a timeout the first piece again.
listener = socket.create_server(("127.0.0.1", 0))
for flags, timeout in ((0, None), (socket.MSG_WAITALL, None), (socket.MSG_WAITALL, 60)):
    client = socket.create_connection(listener.getsockname())
    stream, _ = listener.accept()
    stream.settimeout(timeout)
    client.sendall(b"ab")
    later = threading.Timer(0.2, client.sendall, (b"cd",))
    later.start()
    print(stream.recv(4, flags))
    later.join()
