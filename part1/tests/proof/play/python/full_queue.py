# A listener whose queue is full: who calls then waits, and is not refused.
import socket

listener = socket.create_server(("127.0.0.1", 0), backlog=1)


def call():
    return socket.create_connection(listener.getsockname(), 0.5)


queue = [call(), call()]
try:
    call()
except TimeoutError:
    print("nobody refuses")
