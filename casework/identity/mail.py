"""Sending mail: through a mail server, or into a folder where none is set."""

import asyncio
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import UUID

import aiosmtplib

from casework.config import Settings


async def deliver(settings: Settings, mail_id: UUID, recipient: str, subject: str, body: str) -> None:
    """Send one mail; raises OSError or aiosmtplib.SMTPException when the server does not take it.

    The Message-ID is the mail's own id, so that a mail sent twice after a crash is recognised as one.
    """
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = recipient
    message["Subject"] = subject
    message["Message-ID"] = f"<{mail_id}@{settings.mail_from.rpartition('@')[2]}>"
    message.set_content(body)
    if not settings.smtp_url:
        await asyncio.to_thread(_lay_down, Path(settings.mail_folder), f"{mail_id}.eml", bytes(message))
        return
    server = urlsplit(settings.smtp_url)
    await aiosmtplib.send(
        message,
        hostname=server.hostname,
        port=server.port or (465 if server.scheme == "smtps" else 587),
        username=unquote(server.username) if server.username else None,
        password=unquote(server.password) if server.password else None,
        use_tls=server.scheme == "smtps",
        timeout=20,
    )


def _lay_down(folder: Path, name: str, content: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / name).write_bytes(content)
