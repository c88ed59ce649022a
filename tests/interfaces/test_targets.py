"""Files and signatures of alerts."""
from __future__ import annotations

import json

import pytest

from dragoman.interfaces.targets import Undelivered, append, key_of, name_of, signed
from dragoman.model import InputError


def test_lines_are_added_and_one_that_may_be_there_already_is_not_doubled(tmp_path):
    path = tmp_path / "alerts.jsonl"
    one, two = json.dumps({"id": "1", "headline": "a"}), json.dumps({"id": "2", "headline": "b"})
    append(path, one)
    append(path, one, "1")
    append(path, two, "2")
    assert path.read_text() == f"{one}\n{two}\n"


def test_a_line_that_was_broken_off_is_left_and_told_anew(tmp_path):
    path = tmp_path / "alerts.jsonl"
    one = json.dumps({"id": "1", "headline": "a"})
    path.write_text(one[:-4])
    append(path, one, "1")
    assert path.read_text() == f"{one[:-4]}\n{one}\n"


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(Undelivered, match="cannot be written"):
        append(tmp_path / "none" / "alerts.jsonl", "{}")


def test_signatures_are_those_of_standard_webhooks():
    """The example of the specification."""
    key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = signed(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert headers == {"webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330",
                       "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}
    assert key_of("some words") == b"some words"
    assert "webhook-signature" not in signed(None, "a", 1, b"")
    with pytest.raises(InputError, match="no base64"):
        key_of("whsec_***")


def test_what_opens_a_door_is_not_in_the_name_of_a_webhook():
    name = name_of("https://hooks.example/services/T000/secret?token=x")
    assert name.startswith("https://hooks.example (") and "secret" not in name and "token" not in name
    assert name != name_of("https://hooks.example/services/T000/other")
    assert name_of("-") == "-"
