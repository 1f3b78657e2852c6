"""`amparo check`: whether the content can be served, each finding with its place and mend."""

import sys
from datetime import UTC, datetime

import click

from bot.cli import plainly, settings
from bot.knowledge.checks import check_knowledge
from bot.knowledge.operator_texts import read_operator_texts
from bot.safety.net import read_safety
from bot.safety.probing import read_probing
from bot.settings import PROJECT


@click.command()
@plainly
def check() -> None:
    """Check the knowledge base, the catalogs, the phrases and AMPARO_TEXTS; exit status 1 where there is work to do."""
    own_texts = settings().texts
    knowledge, findings = check_knowledge(PROJECT, datetime.now(tz=UTC).date())
    read_safety(PROJECT / "knowledge" / "safety")
    read_probing(PROJECT / "knowledge" / "probing")
    if own_texts:
        read_operator_texts(own_texts, knowledge.catalogs)
    for finding in findings:
        click.echo(str(finding), err=True)
    languages = knowledge.catalogs.languages
    click.echo(
        f"{len(knowledge.topics)} topics, {len(knowledge.countries)} countries, {len(knowledge.law)} articles, "
        f"{len(languages)} languages: {len(findings)} findings"
    )
    sys.exit(1 if findings else 0)
