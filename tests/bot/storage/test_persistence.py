from collections.abc import Mapping

import pytest

from bot.storage.persistence import ALLOW, FORGETS, REMEMBERS, SILENT, why_it_forgets, why_it_remembers

FORGETFUL = {"save": "", "appendonly": "no"}
ALONE: dict[str, object] = {"role": "master", "connected_slaves": 0}


def test_a_server_that_forgets_is_a_sessions_store() -> None:
    assert why_it_remembers(FORGETFUL, ALONE) == ""
    assert why_it_remembers(FORGETFUL, {"role": "master", "connected_slaves": "0"}) == ""


@pytest.mark.parametrize(
    ("config", "replication", "reason"),
    [
        pytest.param({"save": "3600 1"}, {}, "it writes snapshots to disk (save 3600 1)", id="snapshots"),
        pytest.param({"save": "3600 1 300 100"}, {}, "it writes snapshots to disk (save 3600 1 300 100)", id="default"),
        pytest.param({"appendonly": "yes"}, {}, "it writes an append-only file", id="file"),
        pytest.param({"save": "1 1", "appendonly": "yes"}, {}, "it writes snapshots to disk (save 1 1)", id="both"),
        pytest.param({}, {"role": "slave"}, "it copies another server", id="a copy"),
        pytest.param({}, {"role": "sentinel"}, "it copies another server", id="what is no server"),
        pytest.param({}, {"connected_slaves": 1}, "another server copies it", id="copied"),
        pytest.param({}, {"connected_slaves": "2"}, "another server copies it", id="copied twice"),
    ],
)
def test_a_server_that_keeps_anything_is_none_and_the_mend_is_named(
    config: Mapping[str, str], replication: Mapping[str, object], reason: str
) -> None:
    assert why_it_remembers({**FORGETFUL, **config}, {**ALONE, **replication}) == f"{reason}; {FORGETS}"


@pytest.mark.parametrize(
    ("config", "replication"),
    [
        pytest.param({}, ALONE, id="no configuration"),
        pytest.param({"save": ""}, ALONE, id="nothing of the file"),
        pytest.param({"appendonly": "no"}, ALONE, id="nothing of snapshots"),
        pytest.param(FORGETFUL, {}, id="nothing of copies"),
        pytest.param(FORGETFUL, {"role": "master"}, id="nothing of how many copies"),
    ],
)
def test_what_does_not_say_is_not_trusted(config: Mapping[str, str], replication: Mapping[str, object]) -> None:
    assert why_it_remembers(config, replication) == f"{SILENT}; {ALLOW}"


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        pytest.param({"appendonly": "yes", "appendfsync": "always"}, "", id="each write"),
        pytest.param({"appendonly": "no", "appendfsync": "always"}, "it keeps no append-only file", id="no file"),
        pytest.param({}, "it keeps no append-only file", id="nothing said"),
        pytest.param(
            {"appendonly": "yes", "appendfsync": "everysec"},
            "it may lose what it has just taken (appendfsync everysec)",
            id="each second",
        ),
        pytest.param(
            {"appendonly": "yes"}, "it may lose what it has just taken (appendfsync None)", id="not said how often"
        ),
    ],
)
def test_a_store_that_may_lose_a_call_for_help_is_refused(config: Mapping[str, str], reason: str) -> None:
    assert why_it_forgets(config) == (f"{reason}; {REMEMBERS}" if reason else "")
