"""Counts for Prometheus, on a port of their own: none of a person, and none so small that it points at one.

Whoever reads them every few seconds would see each single message come. So a number grows by ten or more at a time,
and what a channel has too little of stands with the other channels' little, under `other`, for good.
"""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import uvicorn
from prometheus_client import CollectorRegistry, make_asgi_app
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from bot.gateway.counts import Counts
from bot.web_server import listen

HOST = "127.0.0.1"
SMALLEST = 10
"""No number below it is shown, and none grows by less."""
OTHER = "other"
NO_CHANNEL = "none"

_NAME, _HELP = "amparo_events", f"Events since the start by channel, in steps of {SMALLEST} or more"


@dataclass(frozen=True, slots=True)
class Cells:
    """What is shown of one event: counts by channel; `merged` is what of each channel stands under `other`."""

    shown: Mapping[str, int] = field(default_factory=dict)
    merged: Mapping[str, int] = field(default_factory=dict)


def cells(counted: Mapping[str, int], before: Mapping[str, int], smallest: int = SMALLEST) -> Cells:
    """Decide what is shown of one event's counts by channel, after what was merged `before`; nothing ever falls."""
    merged = dict(before)
    few = {channel: count for channel, count in counted.items() if count < smallest}
    if sum(few.values()) - sum(merged.get(channel, 0) for channel in few) >= smallest:
        merged |= few
    own = {channel: count - merged.get(channel, 0) for channel, count in counted.items() if channel not in few}
    shown = {channel: count // smallest * smallest for channel, count in own.items() if count >= smallest}
    if merged:
        shown[OTHER] = sum(merged.values())
    return Cells(shown, merged)


class ShownCounts(Collector):
    """Gives Prometheus what may be shown of the counts; it remembers only what was merged."""

    def __init__(self, counts: Counts) -> None:
        """Show nothing yet."""
        self._counts = counts
        self._merged: dict[str, Mapping[str, int]] = {}

    def describe(self) -> Iterator[CounterMetricFamily]:
        """Name the metric."""
        yield CounterMetricFamily(_NAME, _HELP, labels=("event", "channel"))

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Give the numbers of now; never called twice at a time."""
        family = CounterMetricFamily(_NAME, _HELP, labels=("event", "channel"))
        for event, counted in sorted(self._counts.by_channel().items()):
            decided = cells(counted, self._merged.get(event, {}))
            self._merged[event] = decided.merged
            for channel, count in sorted(decided.shown.items()):
                family.add_metric((event, channel or NO_CHANNEL), count)
        yield family


def serve_metrics(counts: Counts, port: int) -> None:
    """Serve the counts on a port of 127.0.0.1 for as long as the process lives; 0 is off. Raises SettingError."""
    if port == 0:
        return
    listening = listen(HOST, port, name="the metrics", setting="AMPARO_METRICS_PORT")
    # Processor time, memory and open files would show each message too, so the library's own collectors stay out.
    registry = CollectorRegistry(auto_describe=False)
    registry.register(ShownCounts(counts))
    config = uvicorn.Config(
        make_asgi_app(registry),
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="none",
        limit_concurrency=10,
    )
    server = uvicorn.Server(config)
    threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="metrics", daemon=True).start()
