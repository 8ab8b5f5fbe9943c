"""House rules of the console that no compiler holds."""

import json
import re
from pathlib import Path

CONSOLE = Path(__file__).parents[2] / "console"
SOURCES = [p for p in (CONSOLE / "src").rglob("*") if p.suffix in {".ts", ".vue", ".css"}]
GENERATED = {"schema.ts", "frames.ts"}


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((CONSOLE / "package-lock.json").read_text(encoding="utf-8"))
    assert lock["packages"]
    assert [name for name, entry in lock["packages"].items() if "resolved" in entry] == []


def test_files_stay_small() -> None:
    """Components 300 lines, modules 400; tables of words are as long as the words are many."""
    limits = {".vue": 300, ".ts": 400, ".css": 400}
    exempt = GENERATED | {"words.ts", "messages.ts"}
    long = {
        p.name: n
        for p in SOURCES
        if p.name not in exempt and (n := p.read_text("utf-8").count("\n")) > limits[p.suffix]
    }
    assert SOURCES
    assert long == {}


def test_no_raw_html_and_no_other_host() -> None:
    found = []
    for path in [*SOURCES, *CONSOLE.glob("*.html")]:
        text = path.read_text(encoding="utf-8")
        if "v-html" in text or "innerHTML" in text:
            found.append(f"{path.name}: raw html")
        hosts = set(re.findall(r"https?://([\w.-]+)", text)) - {"www.w3.org", "localhost", "127.0.0.1"}
        if hosts and path.name not in GENERATED:
            found.append(f"{path.name}: {sorted(hosts)}")
    assert found == []
