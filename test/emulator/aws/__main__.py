"""Starts the emulator, and ends it when the process that started it is gone (its end of stdin closes).

`python -m aws` is one emulator. `python -m aws --many` has loaded all modules, which takes most of the time of a start, and
forks an emulator for each connection to its port: the connection is that emulator's stdin, stdout and stderr.
"""

import gc
import os
import signal
import socket
import sys
import threading

os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"

from .server import main  # noqa: E402  (moto reads the variable above when it is imported)


def end_with_parent() -> None:
    """Reads the descriptor, not `sys.stdin`: a lock of that could be held at a fork."""
    while os.read(0, 1024):
        pass
    os._exit(0)


def serve() -> None:
    threading.Thread(target=end_with_parent, daemon=True).start()
    main()


def serve_many() -> None:
    threading.Thread(target=end_with_parent, daemon=True).start()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    print(f"ready {listener.getsockname()[1]}", flush=True)
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            for descriptor in (0, 1, 2):
                os.dup2(connection.fileno(), descriptor)
            connection.close()
            serve()
        connection.close()


if "--many" in sys.argv:
    serve_many()
else:
    serve()
