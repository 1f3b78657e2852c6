"""`amparo ask`: one question, or many, through the engine and the conversation; no server, no stores."""

import asyncio
import io
import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import click

from bot.cli import plainly, settings
from bot.cli.engine_process import running_engine
from bot.conversation.conversation import Conversation
from bot.conversation.remote_engine import RemoteEngine
from bot.conversation.turn import Turn
from bot.evaluation.asking import first_turn, heard
from bot.wiring.channels import simulated_channels
from bot.wiring.conversation import wire_conversation
from channels.channel import Channel, Part
from channels.web import WebChannel

CHANNELS = ("sms", "whatsapp", "telegram", "web")
ENGINE_SECONDS = 60.0


class LineError(Exception):
    """A line of the batch that cannot be asked."""


@click.command()
@click.argument("text", required=False)
@click.option(
    "--language", default="", help="Language of the answer, such as es; found in the text where it is not given."
)
@click.option("--country", default="", help="Country of the person as an ISO code, such as PE.")
@click.option(
    "--channel", type=click.Choice(CHANNELS), default="web", show_default=True, help="Whose form the answer has."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of the messages.")
@click.option("--batch", is_flag=True, help="Read JSON lines from standard input and write one JSON line for each.")
@plainly
def ask(  # noqa: PLR0913 - one for each option
    text: str | None, language: str, country: str, channel: str, *, as_json: bool, batch: bool
) -> None:
    """Ask one question and print the answer as it would be sent."""
    if batch == (text is not None):
        raise click.UsageError("give a TEXT, or --batch and lines on standard input")
    defaults = {"language": language, "country": country, "channel": channel}
    # A line that is not UTF-8 must not end the batch.
    typed = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
    lines = typed if batch else [json.dumps({"text": text})]
    known = settings()
    with running_engine(known.data) as url:
        asyncio.run(_ask_all(known, url, lines, defaults, as_json=as_json or batch))


async def _ask_all(known: Any, url: str, lines: Iterable[str], defaults: Mapping[str, str], *, as_json: bool) -> None:
    engine = RemoteEngine(url, ENGINE_SECONDS)
    conversation = wire_conversation(known, engine, time.time)
    channels: dict[str, Channel] = {**simulated_channels(), "web": WebChannel()}
    try:
        for question in _questions(lines, defaults):
            if "error" in question:
                click.echo(json.dumps(question))
                continue
            turn = await _turn(conversation, question)
            sent = parts(channels[question["channel"]], turn)
            if as_json:
                click.echo(json.dumps(_described(question, turn, sent), ensure_ascii=False))
            else:
                for part in sent:
                    show(part)
    finally:
        await engine.close()


def _questions(lines: Iterable[str], defaults: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield {**defaults, **_question(line)}
        except LineError as error:
            # The rest of a long batch is worth having; the line is named, its words are not repeated.
            yield {"id": None, "line": number, "error": str(error)}


def _question(line: str) -> dict[str, Any]:
    try:
        question = json.loads(line)
    except (ValueError, RecursionError):
        raise LineError('is no JSON object; write {"text": ...}') from None
    if not isinstance(question, dict) or not isinstance(question.get("text"), str):
        raise LineError('has no text; write {"text": ...}')
    for name in ("language", "country", "channel"):
        if not isinstance(question.get(name) or "", str):
            raise LineError(f"{name} must be a text")
    if question.get("channel") and question["channel"] not in CHANNELS:
        raise LineError(f"channel must be one of {', '.join(CHANNELS)}")
    return {name: value for name, value in question.items() if name in {"id", "text"} or value}


async def _turn(conversation: Conversation, question: Mapping[str, Any]) -> Turn:
    return await first_turn(
        conversation,
        question["text"],
        channel=question["channel"],
        language=question["language"].lower(),
        country=question["country"].upper(),
    )


def _described(question: Mapping[str, Any], turn: Turn, sent: Sequence[Part]) -> dict[str, Any]:
    return {
        "id": question.get("id"),
        "language": question["language"].lower() or heard(turn),
        "intent": turn.intent or "out_of_scope",
        "confidence": round(turn.confidence, 4),
        "alternatives": [{"id": each.id, "confidence": round(each.confidence, 4)} for each in turn.alternatives],
        "asked_back": turn.asked_back,
        "danger": turn.danger,
        "messages": [part.text for part in sent],
        "sources": [
            {"title": each.title, "reference": each.reference, "checked_on": each.checked_on.isoformat()}
            for each in turn.cited
        ],
    }


def show(part: Part) -> None:
    """Print a message, its choices below it with their numbers."""
    click.echo(part.text)
    for number, reply in enumerate(part.quick_replies, 1):
        click.echo(f"  {number} [{reply.title}]")
    click.echo()


def parts(channel: Channel, turn: Turn) -> list[Part]:
    """Give a turn's messages as a channel would send them."""
    lines = (line.outbound(plain_letters=turn.plain_letters) for line in turn.lines)
    return [part for message in lines for part in channel.render(message)]
