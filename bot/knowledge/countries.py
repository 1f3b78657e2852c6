"""Countries: the services that a person can reach there, and the facts of its law, each with source and date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge import content_file
from bot.knowledge.record import Record
from bot.knowledge.source import Provenance, read_provenance

EMERGENCY_KINDS = ("emergency", "police", "ambulance", "fire")
FACTS = ("legal_aid", "stay_permit", "compensation", "law", "help", "return_home")


@dataclass(frozen=True, slots=True)
class Service:
    """What an organisation offers; `name` is its own and never translated, `number` is absent where none is known."""

    id: str
    kind: str
    name: str
    number: str | None
    channel: str
    hours: str | None
    free: bool
    run_by_police: bool
    caution: str | None
    display_ok: bool
    provenance: Provenance

    @property
    def shown_number(self) -> str | None:
        """Give the number only if it may be shown."""
        return self.number if self.display_ok and self.provenance.may_be_shown else None


@dataclass(frozen=True, slots=True)
class Fact:
    """One plain sentence on a country; `key` is its name in the catalogs."""

    key: str
    text: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Country:
    """What is known of one country, by its ISO 3166 two-letter code."""

    iso2: str
    services: tuple[Service, ...]
    facts: Mapping[str, tuple[Fact, ...]]

    def emergency(self, order: Sequence[str] = EMERGENCY_KINDS) -> tuple[Service, ...]:
        """List the emergency services with a number that may be shown, in an order of kinds."""
        shown = [each for each in self.services if each.kind in order and each.shown_number]
        return tuple(sorted(shown, key=lambda each: order.index(each.kind)))

    def services_of(self, kind: str) -> tuple[Service, ...]:
        """List the services of a kind that may be named: with a number that may be shown, or with none at all."""
        return tuple(
            each
            for each in self.services
            if each.kind == kind and each.provenance.may_be_shown and (each.shown_number or each.number is None)
        )

    def facts_of(self, name: str) -> tuple[Fact, ...]:
        """List the facts under a name that may be shown."""
        return tuple(fact for fact in self.facts.get(name, ()) if fact.provenance.may_be_shown)


def read_countries(folder: Path) -> Mapping[str, Country]:
    """Read every country of the folder, by ISO code. Raises ContentError."""
    countries = {}
    for path in sorted(folder.glob("*.yml")):
        country = _read(path)
        countries[country.iso2] = country
    return countries


def _read(path: Path) -> Country:
    record = Record(path, content_file.read(path), path.stem)
    iso2 = record.text("iso2")
    if iso2 != path.stem:
        raise record.error(f"the code {iso2!r} must be the file's name")
    services = tuple(_service(each) for each in record.records("services"))
    named = record.record("facts")
    facts = {}
    for name in named.keys():  # noqa: SIM118 - a Record is no mapping
        if name not in FACTS:
            raise named.error(f"the fact {name!r} is none of {', '.join(FACTS)}")
        facts[name] = tuple(
            _fact(each, f"country.{iso2}.{name}.{at}") for at, each in enumerate(named.records(name), 1)
        )
    record.finish("languages")
    return Country(iso2, services, facts)


def _service(record: Record) -> Service:
    service = Service(
        id=record.text("id"),
        kind=record.text("kind"),
        name=record.text("name"),
        number=record.optional_text("number"),
        channel=record.text("channel", "voice"),
        hours=record.optional_text("hours"),
        free=record.flag("free", default=False),
        run_by_police=record.flag("run_by_police", default=False),
        caution=record.optional_text("caution"),
        display_ok=record.flag("display_ok", default=False),
        provenance=read_provenance(record),
    )
    record.finish("note")
    return service


def _fact(record: Record, key: str) -> Fact:
    fact = Fact(key, record.text("text"), read_provenance(record))
    record.finish("note")
    return fact
