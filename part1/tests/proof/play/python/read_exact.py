# Goes behind the `read_exact` of the page.
import socket

one, two = socket.socketpair()
for part in (b"ab", b"cd", b"e"):
    two.sendall(part)
two.close()
print(read_exact(one, 3), read_exact(one, 1))
try:
    read_exact(one, 2)
except EOFError as error:
    print(error)
