# A server that is late: between its client's coming and its greeting, others
# have the time to do much. It reads once.
import socket
import sys
import time
listener = socket.create_server(('127.0.0.1', int(sys.argv[1])))
stream, (host, port) = listener.accept()
print(f'New client joined: {host}:{port}', flush=True)
time.sleep(0.25)
stream.sendall(b'Hello client!')
print('Client:', stream.recv(2048).decode(errors='replace'), flush=True)
