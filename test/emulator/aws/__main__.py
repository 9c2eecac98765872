"""Starts the emulator, and ends it when the process that started it is gone (its end of stdin closes)."""

import os
import sys
import threading

os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"


def end_with_parent() -> None:
    while sys.stdin.read(1):
        pass
    os._exit(0)


threading.Thread(target=end_with_parent, daemon=True).start()

from .server import main  # noqa: E402  (moto reads the variable above when it is imported)

main()
