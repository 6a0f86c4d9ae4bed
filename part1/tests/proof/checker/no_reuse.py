# The server of the lesson, without SO_REUSEADDR, at the port that it is given.
import socket
import sys
listener = socket.socket()
listener.bind(('127.0.0.1', int(sys.argv[1])))
listener.listen()
stream, address = listener.accept()
print('New client joined:', address)
stream.sendall(b'Hello client!')
print('Client:', stream.recv(2048).decode())
stream.close()
