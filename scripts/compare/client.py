# Our client in Python: the lines that the pages fold away, in one piece.
import socket

HOST = "127.0.0.1"
PORT = 50000
SERVER = (HOST, PORT)
client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
client.connect(SERVER)
msg_in = client.recv(2048).decode(errors="replace")
print("Server:", msg_in)
msg_out = "Hello Server!"
client.sendall(msg_out.encode())
client.close()
