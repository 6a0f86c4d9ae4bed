# A server that is right on any wire, at the port that it is given.
import socket
import sys
MAX = 1000
listener = socket.create_server(('127.0.0.1', int(sys.argv[1])))
stream, (host, port) = listener.accept()
print(f'New client joined: {host}:{port}')
stream.sendall(b'Hello client!\n')
line = stream.makefile('rb').readline(MAX + 1)
if not line.endswith(b'\n'):
    sys.exit('no whole line')
print('Client:', line[:-1].decode())
