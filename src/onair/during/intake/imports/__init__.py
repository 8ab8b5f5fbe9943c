"""导入: files of platforms, shops and our own become the events of a show."""

from onair.during.intake.imports.result import ImportResult
from onair.during.intake.imports.service import import_paths

__all__ = ["ImportResult", "import_paths"]
