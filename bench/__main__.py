"""`python -m bench [name …]`: each benchmark in a process of its own, so that none warms another."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SHARED = {
    "__init__",
    "__main__",
    "drifting",
    "evenings",
    "faults",
    "joined",
    "obs",
    "peers",
    "rooms",
    "rounds",
    "surges",
    "texts",
    "tills",
}


def main() -> int:
    wanted = sys.argv[1:] or sorted(path.stem for path in HERE.glob("*.py") if path.stem not in SHARED)
    failed = [
        name
        for name in wanted
        if subprocess.run([sys.executable, "-m", f"bench.{name}"], cwd=HERE.parent, check=False).returncode
    ]
    if failed:
        print(f"did not finish: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


sys.exit(main())
