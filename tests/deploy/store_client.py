"""Plays valkey-cli for a health check, where none is installed: `store_client.py PORT [valkey-cli's arguments]`."""

import argparse
import sys

from redis import Redis
from redis.exceptions import RedisError


def main() -> int:
    """Send the command and print its answer as valkey-cli does, an error too, with the status 0."""
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--user")
    parser.add_argument("--pass", dest="password")
    parser.add_argument("--no-auth-warning", action="store_true")
    parser.add_argument("command", nargs="+")
    given = parser.parse_args()
    try:
        with Redis(port=given.port, username=given.user, password=given.password, protocol=2) as client:
            connection = client.connection_pool.get_connection()
            connection.send_command(*given.command)
            answer = connection.read_response()
    except RedisError as error:
        answer = str(error).encode()
    sys.stdout.write(f"{answer.decode() if isinstance(answer, bytes) else answer}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
