# A relay at the port behind the one that it is given, which is its server's.
import socket
import sys
import threading
SERVER = ('127.0.0.1', int(sys.argv[1]))


def carry(source, sink):
    try:
        while piece := source.recv(4096):
            sink.sendall(piece)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        for stream in (source, sink):
            try:
                stream.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # It has gone.


def relay(client):
    with client, socket.create_connection(SERVER) as server:
        back = threading.Thread(target=carry, args=(server, client))
        back.start()
        carry(client, server)
        back.join()


listener = socket.create_server(('127.0.0.1', SERVER[1] + 1))
while True:
    threading.Thread(target=relay, args=(listener.accept()[0],)).start()
