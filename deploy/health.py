"""Says by its exit status whether a health page answers 200: `health.py http://127.0.0.1:PORT/PATH | unix:///SOCKET`."""  # noqa: INP001 - a script

import socket
import sys
from urllib.parse import urlsplit

SECONDS = 4.0
OK = b" 200 "


def main() -> int:
    """Ask, and give 0 where the answer is 200, 1 where it is another or none comes."""
    address = urlsplit(sys.argv[1])
    path = "/healthz" if address.scheme == "unix" else address.path
    try:
        with _connection(address.scheme, address.hostname or "", address.port or 0, address.path) as connection:
            connection.sendall(f"GET {path} HTTP/1.0\r\nHost: {address.netloc or 'engine'}\r\n\r\n".encode())
            answer = connection.recv(64)
    except OSError as error:
        sys.stderr.write(f"no answer: {error.strerror or type(error).__name__}\n")
        return 1
    status = answer.partition(b"\r\n")[0]
    sys.stdout.write(f"{status.decode('ascii', 'replace')}\n")
    return 0 if OK in status + b" " else 1


def _connection(scheme: str, host: str, port: int, path: str) -> socket.socket:
    if scheme != "unix":
        return socket.create_connection((host, port), SECONDS)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(SECONDS)
    connection.connect(path)
    return connection


if __name__ == "__main__":
    sys.exit(main())
