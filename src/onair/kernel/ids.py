"""Ids: a prefix that says what, 48 bits of time so they sort, 80 random bits so nobody guesses."""

import secrets

from onair.kernel.clock import Clock, system_clock

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base 32, lower case


def _base32(value: int, length: int) -> str:
    digits = []
    for _ in range(length):
        value, rest = divmod(value, 32)
        digits.append(_ALPHABET[rest])
    return "".join(reversed(digits))


def new_id(prefix: str, clock: Clock = system_clock) -> str:
    """`shw_01jd…` : prefix, underscore, 26 base-32 digits."""
    return f"{prefix}_{_base32(clock(), 10)}{_base32(secrets.randbits(80), 16)}"


def new_secret(bits: int = 256) -> str:
    """A URL-safe secret."""
    return secrets.token_urlsafe(bits // 8)
