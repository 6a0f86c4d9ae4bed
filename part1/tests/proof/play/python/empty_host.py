# The address that stands for an empty name.
import socket

server = socket.socket()
server.bind(("", 0))
print(server.getsockname()[0])
