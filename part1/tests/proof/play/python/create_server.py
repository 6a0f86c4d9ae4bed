# The option that `create_server` sets by itself.
import socket

listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR))
