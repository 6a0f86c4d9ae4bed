# Our server in Python: the lines that the pages fold away, in one piece.
import socket

HOST = "127.0.0.1"
PORT = 50000
SERVER = (HOST, PORT)
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # not on Windows
listener.bind(SERVER)
listener.listen(128)
stream, address = listener.accept()
print(f"New client joined: {address[0]}:{address[1]}")
msg_out = "Hello client!"
stream.sendall(msg_out.encode())
msg_in = stream.recv(2048).decode(errors="replace")
print("Client:", msg_in)
stream.close()
listener.close()
