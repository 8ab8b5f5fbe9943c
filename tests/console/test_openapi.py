"""The console's client is made from what the server says today."""

import json
import subprocess
import sys
from pathlib import Path

CONSOLE = Path(__file__).parents[2] / "console"


def test_openapi_is_current() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "onair.cli", "openapi"], capture_output=True, text=True, check=True
    )
    kept = json.loads((CONSOLE / "openapi.json").read_text(encoding="utf-8"))
    told = json.loads(done.stdout)
    stale = [path for path in told["paths"] if told["paths"][path] != kept["paths"].get(path)]
    assert not stale, "run: .venv/bin/onair openapi > console/openapi.json; npm run api"
    assert (told == kept) is True, "the same, for what is shared between the paths"  # a diff of it is no help


def test_every_operation_reaches_the_types() -> None:
    kept = json.loads((CONSOLE / "openapi.json").read_text(encoding="utf-8"))
    types = (CONSOLE / "src" / "api" / "schema.ts").read_text(encoding="utf-8")
    missing = [path for path in kept["paths"] if f'"{path}"' not in types]
    assert kept["paths"]
    assert not missing
