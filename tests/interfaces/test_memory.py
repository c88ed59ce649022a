"""Memory that was let go of goes back to the system."""
import subprocess
import sys

import pytest

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
print(begin, resident(), give_back(), resident(), give_back())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it is glibc that keeps what is freed")
def test_what_was_let_go_of_is_given_back_and_not_all_the_time():
    done = subprocess.run([sys.executable, "-c", FREED], capture_output=True, text=True, check=True)
    begin, freed, given, end, again = done.stdout.split()
    assert (given, again) == ("True", "False")
    assert int(begin) > 180 and int(end) < int(begin) - 120, done.stdout
