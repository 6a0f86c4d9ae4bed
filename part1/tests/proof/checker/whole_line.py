# A server that waits for the end of a line, and holds back what it prints.
import socket
import sys
listener = socket.create_server(('127.0.0.1', int(sys.argv[1])))
stream, (host, port) = listener.accept()
print(f'New client joined: {host}:{port}')
stream.sendall(b'Hello client!')
print('Client:', stream.makefile().readline())
