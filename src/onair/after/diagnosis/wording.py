"""How numbers stand inside sentences; the same in both languages."""


def pct(share: float | None) -> str:
    """0.1234 → 12.3 %; a missing one is a dash."""
    if share is None:
        return "—"
    value = share * 100
    return f"{value:.0f} %" if abs(value) >= 20 else f"{value:.1f} %"


def minutes(seconds: float) -> int:
    return round(seconds / 60)
