"""A process that has Dragoman's modules loaded and forks for each command, so that a page of commands runs in seconds.

`python -m docs.warm SOCKET` serves; `shim(...)` writes the small program that a shell finds under the name `dragoman`. It hands its
standard streams, arguments, folder and environment over the socket; what runs is `dragoman.interfaces.main`, as installed.
"""
from __future__ import annotations

import array
import gc
import importlib
import json
import os
import pkgutil
import re
import runpy
import signal
import socket
import sys
import time
import traceback
from pathlib import Path

CLIENT = r'''#!{python} -IS
import json, os, signal, socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect({socket!r})
said = json.dumps([{kind!r}, sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
socket.send_fds(s, [len(said).to_bytes(4, "big")], [0, 1, 2])
s.sendall(said)
answers = s.makefile("r")
pid = int(answers.readline())
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGPIPE):
    signal.signal(number, lambda n, frame: os.kill(pid, n))
sys.exit(int(answers.readline() or 1))
'''


def shim(path: Path, address: str, kind: str = "dragoman") -> None:
    """Write a program that has the warm process run its arguments: `kind` is dragoman, module for `python -m MODULE --help`, or script for a file of Python."""
    path.write_text(CLIENT.replace("{python}", sys.executable).replace("{socket!r}", repr(address)).replace("{kind!r}", repr(kind)), encoding="utf-8")
    path.chmod(0o755)


def refused(module: str, args: list[str]) -> str | None:
    """Why a module of ours would not take these arguments; None where it would. It is asked for its help, and nothing is run."""
    from contextlib import redirect_stdout
    from io import StringIO

    out = StringIO()
    sys.argv = [module, "--help"]
    with redirect_stdout(out):
        try:
            runpy.run_module(module, run_name="__main__", alter_sys=True)
        except SystemExit as e:
            if e.code:
                return f"python -m {module} --help fails"
        except ImportError as e:
            return f"python -m {module}: {e}"
    unknown = [a for a in args if a.startswith("--") and not re.search(rf"{re.escape(a.split('=')[0])}\b", out.getvalue())]
    return f"python -m {module} has no {', '.join(unknown)}" if unknown else None


def run(kind: str, args: list[str]) -> int:
    """Run one command here, in the child."""
    sys.modules["__main__"].__package__ = None  # usage errors name the program by it
    if kind == "script":
        sys.argv = args
        runpy.run_path(args[0], run_name="__main__")
        return 0
    if kind == "module":
        why = refused(args[0], args[1:])
        if why:
            print(why, file=sys.stderr)
        return int(bool(why))
    from dragoman.interfaces import main

    sys.argv = ["dragoman", *args]
    try:
        main()
    except SystemExit as e:
        return e.code if isinstance(e.code, int) else int(bool(e.code))
    return 0


def child(connection: socket.socket, kind: str, args: list[str], folder: str, environ: dict[str, str], fds: list[int]) -> None:
    """What a fork does; never returns."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for number, fd in enumerate(fds):
            os.dup2(fd, number)
        os.environ.clear()
        os.environ.update(environ)
        os.chdir(folder)
        sys.stdin, sys.stdout, sys.stderr = (open(n, mode, encoding="utf-8", closefd=False) for n, mode in enumerate("rww"))
        connection.sendall(f"{os.getpid()}\n".encode())
        code = run(kind, args)
    except KeyboardInterrupt:
        code = 130
    except Exception:  # noqa: BLE001 (a script of a page may fail in any way; its reader would see this)
        traceback.print_exc()
    finally:
        try:
            if "multiprocessing.util" in sys.modules:  # whose semaphores a tracker would tell of, as os._exit lets go of nothing
                sys.modules["multiprocessing.util"]._exit_function()
            sys.stdout.flush()
            sys.stderr.flush()
            connection.sendall(f"{code}\n".encode())
        except OSError:
            pass
        os._exit(code)


def load() -> None:
    """Import all modules, but no weights: threads do not outlive a fork."""
    import dragoman

    for found in pkgutil.walk_packages(dragoman.__path__, "dragoman."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    for name in ("duckdb", "lxml.html", "networkx", "onnxruntime", "pandas", "rich.progress", "rich.table", "sqlalchemy.dialects.sqlite",
                 "tokenizers", "trafilatura"):
        importlib.import_module(name)
    from dragoman.interfaces.cli import program
    from dragoman.ledger.context import countries_in
    from dragoman.reading import dates

    list(program().commands.values())  # made once, and not by each fork, as is what is compiled when it is first asked for
    dates.compile_rules()
    countries_in("")
    gc.freeze()  # a fork whose collector looks at what is here copies it


def serve(address: str) -> None:
    """Answer until the parent is gone."""
    parent = os.getppid()
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(address)
    load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listening.listen(16)
    listening.settimeout(1)
    while os.getppid() == parent:
        try:
            connection, _ = listening.accept()
        except TimeoutError:
            continue
        head, fds, _, _ = socket.recv_fds(connection, 4, 3)
        size, said = int.from_bytes(head, "big"), b""
        while len(said) < size:
            said += connection.recv(size - len(said))
        if os.fork() == 0:
            listening.close()
            child(connection, *json.loads(said), fds)
        for fd in fds:
            os.close(fd)
        connection.close()


def wait_for(address: str, seconds: float = 60) -> None:
    """Return when the server answers. TimeoutError where it does not."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(address)
            except OSError:
                time.sleep(0.05)
                continue
            said = json.dumps(["module", ["docs.warm"], "/", {}]).encode()
            with open(os.devnull, "r+b") as null:
                socket.send_fds(probe, [len(said).to_bytes(4, "big")], array.array("i", [null.fileno()] * 3).tolist())
                probe.sendall(said)
                probe.recv(100)
            return
    raise TimeoutError(f"{address}: nothing answers there")


if __name__ == "__main__":
    if "--help" in sys.argv:
        print(__doc__)
        sys.exit(0)
    serve(sys.argv[1])
