"""How numbers stand inside sentences; the same in both languages."""


def pct(share: float | None) -> str:
    """0.1234 → 12.3%, as the console writes rates; a missing one is a dash."""
    return "—" if share is None else f"{share * 100:.1f}%"


def minutes(seconds: float) -> int:
    return round(seconds / 60)
