"""A chat server as one would write it: a thread for each client, lines, broadcast under a lock."""
import socket
import sys
import threading

clients = set()
lock = threading.Lock()


def serve(connection):
    with connection, connection.makefile("rb") as lines:
        try:
            for line in lines:
                with lock:
                    for other in clients:
                        if other is not connection:
                            other.sendall(line)
        except OSError:
            pass
        finally:
            with lock:
                clients.discard(connection)


def main():
    with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=1024) as server:
        while True:
            connection, _ = server.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with lock:
                clients.add(connection)
            threading.Thread(target=serve, args=(connection,), daemon=True).start()


main()
