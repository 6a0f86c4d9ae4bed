# A client that is right on any wire.
import socket
import sys
MAX = 1000
stream = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
line = stream.makefile('rb').readline(MAX + 1)
if not line.endswith(b'\n'):
    sys.exit('no whole line')
print('Server:', line[:-1].decode())
stream.sendall(b'Hello Server!\n')
