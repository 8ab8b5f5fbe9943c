"""Where the built console lies, inside the package."""

from pathlib import Path

WEBROOT = Path(__file__).parents[1] / "webroot"
