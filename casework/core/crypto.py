"""Secrets: session tokens and password hashes."""

import asyncio
import secrets
import unicodedata
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# RFC 9106's second choice (three passes, 64 MiB) keeps one check at about a tenth of a second.
HASHER = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=1)
# Each check takes 64 MiB, so that a flood of sign-ins must queue here instead of exhausting the machine.
_CHECKS = asyncio.Semaphore(2)
# Checking an unknown person's password against this costs as much as a real check and never succeeds.
_NOBODY = HASHER.hash(secrets.token_urlsafe(16))


def new_token() -> str:
    """Give a fresh 256-bit token, fit for a cookie or an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """Give the SHA-256 under which a token is stored; the token itself never reaches the database."""
    return sha256(token.encode()).digest()


async def hash_password(password: str) -> str:
    """Give the Argon2id hash of a password (RFC 9106)."""
    async with _CHECKS:
        return await asyncio.to_thread(HASHER.hash, _plain(password))


async def password_matches(stored: str | None, password: str) -> bool:
    """Tell whether a password fits the stored hash; without one it takes as long and says no."""
    async with _CHECKS:
        return await asyncio.to_thread(_matches, stored or _NOBODY, password) and stored is not None


def _matches(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, _plain(password))
    except (VerificationError, InvalidHashError):
        return False


def _plain(password: str) -> str:
    """Give a password as every keyboard and form means it: composed characters (NFC), nothing blank around it."""
    return unicodedata.normalize("NFC", password).strip()
