"""The console's frame types are made from the server's structs, and are current."""

import subprocess
import sys
from pathlib import Path

CONSOLE = Path(__file__).parents[2] / "console"


def run(*args: str, target: Path | None = None) -> subprocess.CompletedProcess[str]:
    script = (target or CONSOLE) / "scripts" / "frames.py"
    return subprocess.run([sys.executable, str(script), *args], capture_output=True, text=True, check=False)


def test_frames_are_current() -> None:
    done = run("--check")
    assert done.returncode == 0, done.stderr


def test_a_stale_file_is_noticed(tmp_path: Path) -> None:
    for folder in ("scripts", "src/api"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "scripts" / "frames.py").write_bytes((CONSOLE / "scripts" / "frames.py").read_bytes())
    current = (CONSOLE / "src" / "api" / "frames.ts").read_text(encoding="utf-8")
    (tmp_path / "src" / "api" / "frames.ts").write_text(current.replace("as_of", "asOf", 1), encoding="utf-8")
    assert run("--check", target=tmp_path).returncode == 1
    assert run(target=tmp_path).returncode == 0
    assert (tmp_path / "src" / "api" / "frames.ts").read_text(encoding="utf-8") == current
