"""What the page of operation has for other programs: Prometheus takes its configuration and rules, which fire when they should, and systemd its unit."""
from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest

from docs.consoles import ROOT, blocks

PAGE = ROOT / "docs" / "operation.md"
HERE = '{job="dragoman-watch"}'
FIRES = {
    "Down": ({f"up{HERE}": "1x60 0x60"}, "1h", "1h7m"),
    "LedgerDown": ({f"dragoman_ledger_up{HERE}": "1x60 0x60"}, "1h", "1h4m"),
    "DiskFillsUp": ({f"dragoman_ledger_free_bytes{HERE}": "20e9x360 20e9-5e7x360"}, "5h", "12h"),
    "NothingComesIn": ({f"dragoman_watch_reports_total{HERE}": "0+1x60 60x600"}, "6h30m", "7h10m"),
    "FeedsFail": ({'dragoman_feeds{job="dragoman-watch", state="ok"}': "10x60 6x120", 'dragoman_feeds{job="dragoman-watch", state="failing"}': "0x60 4x120",
                   'dragoman_feeds{job="dragoman-watch", state="new"}': "0x180"}, "1h30m", "2h10m"),
    "FeedStale": ({'dragoman_feeds_success_age_seconds{job="dragoman-watch", of="oldest"}': "0+60x1600"}, "24h30m", "25h10m"),
    "AlertsWait": ({f"dragoman_alerts_undelivered{HERE}": "0x60 3x60"}, "1h20m", "1h40m"),
    "EventsBehind": ({f"dragoman_underived{HERE}": "5x120", f"dragoman_derived_timestamp_seconds{HERE}": "0x120"}, "35m", "45m"),
    "PagesSlow": ({'dragoman_http_request_seconds_bucket{le="1.0"}': "0+1x60", 'dragoman_http_request_seconds_bucket{le="2.0"}': "0+10x60",
                   'dragoman_http_request_seconds_bucket{le="+Inf"}': "0+10x60"}, "10m", "30m"),
    "PagesFail": ({'dragoman_http_requests_total{status="500"}': "0x60 1+1x60"}, "1h2m", "1h10m"),
    "MemoryGrows": ({f"process_resident_memory_bytes{HERE}": "1e8+1e6x200"}, "30m", "2h"),
}
"""Of each rule series by the minute, a time at which it is quiet and one at which it fires."""
BEGUN = {f"up{HERE}": "1x300", f"dragoman_ledger_up{HERE}": "1x300", f"dragoman_ledger_free_bytes{HERE}": "5e10x300",
         f"dragoman_watch_reports_total{HERE}": "0x300", 'dragoman_feeds{job="dragoman-watch", state="ok"}': "9x300",
         'dragoman_feeds{job="dragoman-watch", state="failing"}': "1x300", f"process_resident_memory_bytes{HERE}": "6e7 1.1e8x300"}
"""A watch that was begun a moment ago and is well."""


def needs(program: str) -> str:
    found = shutil.which(program)
    if not found:
        pytest.skip(f"{program} is not installed")
    return found


def block(lang: str, begins: str) -> str:
    return next(b.text for b in blocks(PAGE, lang) if b.text.startswith(begins)) + "\n"


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "rules.yml"
    path.write_text(block("yaml", "groups:"), encoding="utf-8")
    return path


def checked(*command: object) -> None:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_prometheus_takes_the_configuration(tmp_path, rules):
    promtool = needs("promtool")
    token = tmp_path / "token"
    token.write_text("a" * 43, encoding="utf-8")
    config = tmp_path / "prometheus.yml"
    scrapes = block("yaml", "scrape_configs:").replace("/etc/prometheus/dragoman-token", str(token))
    config.write_text(f"rule_files: [{rules.name}]\n{scrapes}", encoding="utf-8")
    checked(promtool, "check", "config", config)


def test_each_rule_fires_when_it_should_and_none_when_a_watch_has_just_begun(tmp_path, rules):
    promtool = needs("promtool")

    def group(series: dict[str, str], expected: list[tuple[str, str, list[dict]]]) -> dict:
        return {"interval": "1m", "input_series": [{"series": s, "values": v} for s, v in series.items()],
                "alert_rule_test": [{"alertname": name, "eval_time": at, "exp_alerts": alerts} for name, at, alerts in expected]}

    def told(name: str) -> dict:
        return {"exp_labels": {} if name.startswith("Pages") else {"job": "dragoman-watch"} | ({"of": "oldest"} if name == "FeedStale" else {})}

    groups = [group(series, [(name, quiet, []), (name, fires, [told(name)])]) for name, (series, quiet, fires) in FIRES.items()]
    groups.append(group(BEGUN, [(name, at, []) for name in FIRES for at in ("2m", "30m", "90m", "5h")]))
    tests = tmp_path / "tests.yml"
    tests.write_text(json.dumps({"rule_files": [rules.name], "evaluation_interval": "1m", "tests": groups}), encoding="utf-8")
    assert set(re.findall(r"alert: (\w+)", rules.read_text(encoding="utf-8"))) == FIRES.keys()
    checked(promtool, "test", "rules", tests)


def test_systemd_takes_the_unit(tmp_path):
    analyze = needs("systemd-analyze")
    unit = tmp_path / "dragoman-watch.service"
    unit.write_text(block("ini", "# /etc/systemd").replace("/opt/dragoman/bin/dragoman", shutil.which("true")), encoding="utf-8")
    done = subprocess.run([analyze, "verify", "--man=no", "--recursive-errors=no", unit], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert unit.name not in done.stderr and str(unit) not in done.stderr
