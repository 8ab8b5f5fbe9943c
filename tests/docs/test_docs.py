"""Documents that must say what the code says."""

from pathlib import Path

from onair.events.model import EVENT_TYPES, Event
from onair.kernel.settings import SETTINGS, load

ROOT = Path(__file__).parents[2]


def test_every_event_type_and_own_field_is_documented() -> None:
    text = (ROOT / "docs" / "events.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    shared = set(Event.__struct_fields__)
    for name, cls in EVENT_TYPES.items():
        row = next((line for line in rows if name in line.split("|")[1].replace(",", " ").split()), None)
        assert row is not None, f"{name} has no row"
        if name in ("offer", "proposal", "incident", "marks"):
            continue
        for field in set(cls.__struct_fields__) - shared:
            assert field in row, f"{name}.{field} is not in its row"


def settings_table() -> str:
    lines = ["# Settings", "Environment variables. `onair doctor` prints the values in force.", ""]
    lines += ["| name | default | 说明 | for |", "|---|---|---|---|"]
    lines += [f"| {s.name} | {s.default or '—'} | {s.about.zh} | {s.about.en} |" for s in SETTINGS]
    return "\n".join(lines) + "\n"


def test_the_settings_page_is_current() -> None:
    assert (ROOT / "docs" / "settings.md").read_text() == settings_table()


def test_defaults_can_be_read() -> None:
    settings = load({})
    assert settings.database.startswith("sqlite:///")
    assert settings.public_url == "http://127.0.0.1:8787"


def test_the_two_readmes_tell_the_same_commands() -> None:
    def commands(name: str) -> list[str]:
        blocks = (ROOT / name).read_text().split("```")[1::2]
        words = [line.split("#")[0].split("  ")[0].strip() for block in blocks for line in block.splitlines()]
        return [line.split(" ")[0] for line in words if line]

    assert commands("README.md") == commands("README.zh-CN.md")


def test_architecture_fits_two_pages() -> None:
    assert len((ROOT / "ARCHITECTURE.md").read_text()) <= 2 * 4200
