# Our client in Python: the lines that the pages fold away, in one piece.
import socket

HOST = "127.0.0.1"
PORT = 50000
SERVER = (HOST, PORT)
stream = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
stream.connect(SERVER)
msg_in = stream.recv(2048).decode(errors="replace")
print("Server:", msg_in)
msg_out = "Hello Server!"
stream.sendall(msg_out.encode())
stream.close()
