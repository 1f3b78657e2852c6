"""`amparo check`: whether the content can be served, each finding with its place and mend."""

import sys
from datetime import UTC, datetime

import click

from bot.cli import plainly
from bot.knowledge.checks import check_knowledge
from bot.safety.net import read_safety
from bot.settings import PROJECT


@click.command()
@plainly
def check() -> None:
    """Check the knowledge base, the catalogs and the safety patterns; exit status 1 where something must be mended."""
    knowledge, findings = check_knowledge(PROJECT, datetime.now(tz=UTC).date())
    read_safety(PROJECT / "knowledge" / "safety")
    for finding in findings:
        click.echo(str(finding), err=True)
    languages = knowledge.catalogs.languages
    click.echo(
        f"{len(knowledge.topics)} topics, {len(knowledge.countries)} countries, {len(knowledge.law)} articles, "
        f"{len(languages)} languages: {len(findings)} findings"
    )
    sys.exit(1 if findings else 0)
