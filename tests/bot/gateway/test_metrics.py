"""Prometheus reads counts, and none from which one person or one message could be told."""

import contextlib
import socket
import string
import time
from collections.abc import Mapping, Sequence

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from bot.gateway.counts import Counts
from bot.gateway.metrics import OTHER, SMALLEST, ShownCounts, cells, serve_metrics
from bot.logs import silent_log
from bot.settings import SettingError, read_settings
from tests.bot.gateway.phones import Phone
from tests.bot.gateway.providers import twilio_provider
from tests.bot.gateway.running import running
from tests.channels.peer import served
from tests.conftest import free_port

CHANNELS = ("sms", "whatsapp", "telegram", "web")
HOSTILE = 'Nomvula "+27820000000"}\n# HELP evil 1\nevil{a="b'


@pytest.mark.parametrize(
    ("counted", "shown"),
    [
        pytest.param({}, {}, id="nothing"),
        pytest.param({"sms": 9}, {}, id="too few"),
        pytest.param({"sms": 5, "web": 4}, {}, id="too few of all channels"),
        pytest.param({"sms": 10}, {"sms": 10}, id="enough"),
        pytest.param({"sms": 19}, {"sms": 10}, id="not each single one"),
        pytest.param({"sms": 20, "web": 9}, {"sms": 20}, id="few beside many"),
        pytest.param({"sms": 6, "web": 4}, {OTHER: 10}, id="few with few"),
        pytest.param({"sms": 6, "web": 4, "telegram": 37}, {OTHER: 10, "telegram": 30}, id="few with few beside many"),
        pytest.param({"": 12}, {"": 10}, id="of no channel"),
    ],
)
def test_small_numbers_are_merged(counted: Mapping[str, int], shown: Mapping[str, int]) -> None:
    assert cells(counted, {}).shown == shown


def test_what_was_merged_stays_where_it_was_shown() -> None:
    first = cells({"sms": 6, "web": 4}, {})
    later = cells({"sms": 26, "web": 4}, first.merged)
    assert later.shown == {OTHER: 10, "sms": 20}


@given(st.lists(st.lists(st.sampled_from(CHANNELS), max_size=30), max_size=12))
def test_whatever_comes_no_number_is_small_grows_little_or_falls(batches: Sequence[Sequence[str]]) -> None:
    counted = dict.fromkeys(CHANNELS, 0)
    before: Mapping[str, int] = {}
    merged: Mapping[str, int] = {}
    for batch in batches:
        for channel in batch:
            counted[channel] += 1
        decided = cells({channel: count for channel, count in counted.items() if count}, merged)
        for channel in {*before, *decided.shown}:
            grown = decided.shown.get(channel, 0) - before.get(channel, 0)
            assert grown == 0 or grown >= SMALLEST
            assert decided.shown[channel] >= SMALLEST
            assert channel == OTHER or decided.shown[channel] <= counted[channel]
        told = sum(decided.shown.values())
        assert told <= sum(counted.values())
        # What is held back is less than ten of each channel, and of all small ones together.
        assert sum(counted.values()) - told < SMALLEST * (len(CHANNELS) + 1)
        before, merged = decided.shown, decided.merged


def exposed(counts: Counts, collector: ShownCounts | None = None) -> dict[tuple[str, str], float]:
    registry = CollectorRegistry()
    registry.register(collector or ShownCounts(counts))
    return samples(generate_latest(registry).decode())


def samples(text: str) -> dict[tuple[str, str], float]:
    """Read an exposition with Prometheus's own parser; it holds nothing but our one metric."""
    families = list(text_string_to_metric_families(text))
    assert {family.name for family in families} <= {"amparo_events"}
    read = [sample for family in families for sample in family.samples]
    assert all(sample.name == "amparo_events_total" and set(sample.labels) == {"event", "channel"} for sample in read)
    assert all(sample.timestamp is None and sample.exemplar is None for sample in read)
    return {(sample.labels["event"], sample.labels["channel"]): sample.value for sample in read}


def test_events_are_told_by_channel() -> None:
    counts = Counts(silent_log())
    for _ in range(23):
        counts.add("answered", "sms", parts=2)
        counts.add("failed", error="KeyError")
    counts.add("answered", "web")
    counts.add("refused", "web", "WebhookForged")
    assert exposed(counts) == {("answered", "sms"): 20, ("failed", "none"): 20}


@pytest.mark.parametrize(
    ("event", "channel"),
    [
        pytest.param(HOSTILE, "sms", id="event"),
        pytest.param("answered", HOSTILE, id="channel"),
        pytest.param("status.Nomvula", "sms", id="status"),
        pytest.param("status.номвула", "sms", id="status in other letters"),
        pytest.param("answered\n", "sms\n", id="end of line"),
        pytest.param("a" * 10_000, "b" * 10_000, id="without end"),
    ],
)
def test_a_hostile_label_cannot_get_in(event: str, channel: str) -> None:
    counts = Counts(silent_log())
    for _ in range(40):
        counts.add(event, channel)
    shown = exposed(counts)
    assert sum(shown.values()) == 40
    letters = set(string.ascii_lowercase + "._")
    assert all(set(label) <= letters and len(label) <= 40 for labels in shown for label in labels)
    assert "unknown" in {label for labels in shown for label in labels}
    assert "omvula" not in str(shown)


def test_a_status_of_twilio_s_own_is_told() -> None:
    counts = Counts(silent_log())
    for _ in range(10):
        counts.add("status.delivered", "sms")
    assert exposed(counts) == {("status.delivered", "sms"): 10}


def test_names_without_end_do_not_fill_the_counts() -> None:
    counts = Counts(silent_log())
    for number in range(1000):
        counts.add(f"status.{number}", f"c{number}")
    assert exposed(counts) == {("unknown", "unknown"): 1000}


def test_the_port_is_for_this_machine_only_and_tells_nothing_of_the_process() -> None:
    counts, port = Counts(silent_log()), free_port()
    for _ in range(10):
        counts.add("answered", "web")
    serve_metrics(counts, port)
    answer = fetched(port)
    assert samples(answer.text) == {("answered", "web"): 10}
    assert "process_" not in answer.text
    assert "server" not in answer.headers
    with socket.socket() as connection:
        assert connection.connect_ex(("127.0.0.2", port)) != 0


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingError, match=f"127.0.0.1:{port}.*AMPARO_METRICS_PORT"):
            serve_metrics(Counts(silent_log()), port)


def test_metrics_are_off_unless_a_port_is_set() -> None:
    assert read_settings({}).metrics_port == 0
    assert read_settings({"AMPARO_METRICS_PORT": "9464"}).metrics_port == 9464
    with pytest.raises(SettingError, match="AMPARO_METRICS_PORT must be"):
        read_settings({"AMPARO_METRICS_PORT": "http"})


@pytest.mark.redis
def test_a_gateway_tells_how_often_and_no_more(sessions_url: str, tickets_url: str) -> None:
    port = free_port()
    with served(twilio_provider()) as twilio:
        settings = {
            "AMPARO_SESSIONS_URL": sessions_url,
            "AMPARO_TICKETS_URL": tickets_url,
            "AMPARO_ENGINE_URL": "http://127.0.0.1:9",
            "TWILIO_API_URL": twilio.url,
            "AMPARO_METRICS_PORT": str(port),
        }
        with running(settings) as gateway:
            assert samples(fetched(port).text) == {}
            person = Phone(gateway, twilio, "sms")
            for _ in range(12):
                assert person.writes("Quetzalina")
            Phone(gateway, twilio, "whatsapp").writes("Quetzalina")
            text = fetched(port).text
            shown = samples(text)
            assert shown["answered", "sms"] == shown["engine_unavailable", "sms"] == 10
            assert all(count >= SMALLEST and channel != "whatsapp" for (_, channel), count in shown.items())
            assert "Quetzalina" not in text
            assert person.number[1:] not in text
            # Whatever is asked of it, it says the same, and the gateway's own port says nothing of it.
            asked = httpx.get(f"http://127.0.0.1:{port}/{person.number}", params={"name[]": "x"}, trust_env=False)
            assert person.number not in asked.text
            assert httpx.get(f"{gateway.url}/metrics", trust_env=False).status_code == 404


def fetched(port: int) -> httpx.Response:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with contextlib.suppress(httpx.ConnectError):
            return httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False)
        time.sleep(0.02)
    raise AssertionError("no metrics are served")
