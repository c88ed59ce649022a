"""Memory that was let go of goes back to the system, or to other threads."""
import os
import subprocess
import sys

import pytest

from dragoman.interfaces.memory import shared

FREED = """
from pathlib import Path
from dragoman.interfaces.memory import give_back

def resident():
    return int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0]) // 1000

held, pins = [], []
for n in range(3000):  # each too small for a mapping of its own; what stays keeps the rest from the end of the heap
    held.append(bytearray(60_000))
    pins.append(bytearray(3000))
begin = resident()
del held
print(begin, resident(), give_back(), resident())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it is glibc that keeps what is freed")
def test_what_was_let_go_of_is_given_back():
    done = subprocess.run([sys.executable, "-c", FREED], capture_output=True, text=True, check=True)
    begin, freed, given, end = done.stdout.split()
    assert given == "True"
    assert int(begin) > 180 and int(end) < int(begin) - 120, done.stdout


LASTING = FREED.replace("import give_back\n", "import EVERY, keep_giving_back\nimport time\n").replace(
    "print(begin, resident(), give_back(), resident())", "keep_giving_back()\ntime.sleep(0.3)\nbegin = [bytearray(60_000) for _ in range(3000)]\n"
    "most = resident()\ndel begin\ntime.sleep(EVERY + 1)\nprint(most, resident())")


@pytest.mark.long
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it is glibc that keeps what is freed")
def test_a_program_that_runs_for_months_gives_back_again_and_again():
    most, end = map(int, subprocess.run([sys.executable, "-c", LASTING], capture_output=True, text=True, check=True).stdout.split())
    assert most > 180 and end < most - 120


THREADS = """
import re, threading
from pathlib import Path
from dragoman.interfaces.memory import share

given = share()
done, gate = threading.Barrier(9), threading.Event()

def hold():
    held = [bytearray(60_000) for _ in range(200)]
    done.wait()
    gate.wait()

threads = [threading.Thread(target=hold) for _ in range(8)]
for thread in threads:
    thread.start()
done.wait()
maps = Path("/proc/self/maps").read_text()
# an arena is aligned to 64 MB and that long, with what is not used of it unreadable
arenas = sum(1 for begin in re.findall(r"^([0-9a-f]+)-[0-9a-f]+ rw-p 00000000 00:00 0 $", maps, re.M) if int(begin, 16) % (64 << 20) == 0)
gate.set()
print(given, arenas)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it is glibc that has arenas")
def test_threads_share_few_stores_of_memory():
    def arenas(program: str, **variables: str) -> int:
        given, number = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ | variables).stdout.split()
        assert given == "True"
        return int(number)

    assert arenas(THREADS) <= 1  # beside the heap
    assert arenas(THREADS.replace("given = share()", "given = True")) >= 4
    assert arenas(THREADS.replace("given = share()", "given = True"), **shared()) <= 1
