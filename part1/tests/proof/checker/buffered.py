# A server that writes into a file of Python's around its socket, and does not
# flush it. It holds back what it prints, too.
import socket
import sys
listener = socket.create_server(('127.0.0.1', int(sys.argv[1])))
stream, (host, port) = listener.accept()
print(f'New client joined: {host}:{port}')
file = stream.makefile('rw')
file.write('Hello client!')
print('Client:', stream.recv(2048).decode())
