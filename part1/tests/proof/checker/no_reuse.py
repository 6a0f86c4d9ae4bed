# The server of the lesson, without SO_REUSEADDR.
import socket
server = socket.socket()
server.bind(('127.0.0.1', 50000))
server.listen()
client, address = server.accept()
print('New client joined:', address)
client.sendall(b'Hello client!')
print('Client:', client.recv(2048).decode())
client.close()
