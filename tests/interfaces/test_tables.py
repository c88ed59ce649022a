"""Tables as they are drawn on a terminal."""
import io

from rich.console import Console

from dragoman.interfaces.tables import show


def test_confidence_is_drawn_in_hundredths_under_a_short_head():
    out = io.StringIO()
    show([{"when": "2025-01-11/2025-01-20", "what": "sign", "confidence": 0.947}], Console(file=out, force_terminal=True, color_system=None, width=60), "None.")
    head, first, second = out.getvalue().splitlines()
    assert head.split() == ["when", "what", "conf"]
    assert first.split() == ["2025-01-11/", "sign", "0.95"]
    assert second.split() == ["2025-01-20"]


def test_a_share_is_drawn_over_its_interval():
    out = io.StringIO()
    show([{"source": "Izvestia", "said": 26, "share": "0.62 [0.41–0.79]"}], Console(file=out, force_terminal=True, color_system=None, width=60), "None.")
    _, first, second = out.getvalue().splitlines()
    assert first.split() == ["Izvestia", "26", "0.62"]
    assert second.split() == ["[0.41–0.79]"]
