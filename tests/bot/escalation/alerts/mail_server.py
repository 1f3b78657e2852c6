"""A mail server on loopback that speaks TLS, keeps what it gets, and refuses as it is told."""

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "desk", "p@ss/word"


@dataclass
class Mail:
    sender: str
    recipients: list[str]
    message: Message
    raw: bytes
    encrypted: bool


@dataclass
class MailServer:
    """`refuses` gives the answer to a command in place of our own; `by_tls` speaks TLS from the first byte."""

    by_tls: bool = False
    offers_starttls: bool = True
    refuses: dict[str, bytes] = field(default_factory=dict)
    silent: bool = False
    mails: list[Mail] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    port: int = 0
    tls: ssl.SSLContext = field(default_factory=lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
                await self._talk(reader, writer)
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        encrypted, sender, recipients = self.by_tls, "", list[str]()
        if self.silent:
            await reader.read()
            return
        writer.write(b"220 loopback\r\n")
        while line := (await reader.readline()).decode().strip():
            self.commands.append(line)
            verb, _, rest = line.partition(" ")
            refusal = next((answer for start, answer in self.refuses.items() if line.startswith(start)), None)
            if refusal is not None:
                writer.write(refusal)
            elif verb == "EHLO":
                starttls = b"250-STARTTLS\r\n" if self.offers_starttls and not encrypted else b""
                writer.write(b"250-loopback\r\n" + starttls + b"250 AUTH PLAIN\r\n")
            elif verb == "STARTTLS":
                writer.write(b"220 go\r\n")
                await writer.start_tls(self.tls)
                encrypted = True
            elif verb == "AUTH":
                given = base64.b64decode(rest.partition(" ")[2])
                right = given == f"\0{USER}\0{PASSWORD}".encode()
                writer.write(b"235 welcome\r\n" if right else b"535 no\r\n")
            elif verb == "MAIL":
                sender = rest.partition(":")[2].split()[0].strip("<>")
                writer.write(b"250 ok\r\n")
            elif verb == "RCPT":
                recipients.append(rest.partition(":")[2].split()[0].strip("<>"))
                writer.write(b"250 ok\r\n")
            elif verb == "DATA":
                writer.write(b"354 go on\r\n")
                raw = await reader.readuntil(b"\r\n.\r\n")
                self.mails.append(Mail(sender, recipients, message_from_bytes(raw), raw, encrypted))
                writer.write(b"250 kept\r\n")
            else:
                writer.write(b"221 bye\r\n")
                return


@asynccontextmanager
async def mail_server(folder: Path, **options: bool) -> AsyncIterator[tuple[MailServer, ssl.SSLContext]]:
    """Give a server and whom to trust to reach it."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    _certify(certificate, key)
    server = MailServer(**options)  # type: ignore[arg-type]
    server.tls.load_cert_chain(certificate, key)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=server.tls if server.by_tls else None)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server, ssl.create_default_context(cafile=str(certificate))
    finally:
        listening.close()
        await listening.wait_closed()


def _certify(certificate: Path, key: Path) -> None:
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(secret, hashes.SHA256())
    )
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        secret.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
