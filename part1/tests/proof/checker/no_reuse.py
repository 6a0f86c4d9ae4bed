# The server of the lesson, without SO_REUSEADDR, at the port that it is given.
import socket
import sys
server = socket.socket()
server.bind(('127.0.0.1', int(sys.argv[1])))
server.listen()
client, address = server.accept()
print('New client joined:', address)
client.sendall(b'Hello client!')
print('Client:', client.recv(2048).decode())
client.close()
