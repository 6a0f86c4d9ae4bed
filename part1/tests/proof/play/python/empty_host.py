# The address that stands for an empty name.
import socket

listener = socket.socket()
listener.bind(("", 0))
print(listener.getsockname()[0])
