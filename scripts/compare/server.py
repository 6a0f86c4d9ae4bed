# Our server in Python: the lines that the pages fold away, in one piece.
import socket

HOST = "127.0.0.1"
PORT = 50000
SERVER = (HOST, PORT)
server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(SERVER)
server.listen(128)
client, address = server.accept()
print(f"New client joined: {address[0]}:{address[1]}")
msg_out = "Hello client!"
client.sendall(msg_out.encode())
msg_in = client.recv(2048).decode(errors="replace")
print("Client:", msg_in)
client.close()
server.close()
