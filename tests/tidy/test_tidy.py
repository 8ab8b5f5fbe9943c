"""Style as one test: what a linter cannot say of this house."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "onair"
FILES = sorted(SOURCE.rglob("*.py"))
FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70
FILE_LINES_MEDIAN_MAX = 100
PUBLIC = {"service", "model", "ports", "web", "http"}
SLOW = {
    "ibis",
    "alembic",
    "pyarrow",
    "duckdb",
    "openpyxl",
    "python_calamine",
    "pandas",
    "apscheduler",
    "uvicorn",
}


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_file(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= FILE_LINES_MAX, f"over {FILE_LINES_MAX} lines: split by what it computes"
    tree = ast.parse(text)
    for function in functions(tree):
        size = (function.end_lineno or function.lineno) - function.lineno + 1
        assert size <= FUNCTION_LINES_MAX, f"{function.name}:{function.lineno} has {size} lines"
    assert not [h for h in ast.walk(tree) if isinstance(h, ast.ExceptHandler) and h.type is None], (
        "bare except"
    )
    for word in ("utcnow(", "TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error"):
        assert word not in text, word


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_inner_imports_are_only_slow_ones(path: Path) -> None:
    """A circle is broken by moving the shared thing down, never by an import inside a function."""
    for function in functions(ast.parse(path.read_text())):
        for node in ast.walk(function):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                assert name.split(".")[0] in SLOW, (
                    f"{path.name}:{node.lineno} imports {name} inside a function"
                )  # type: ignore[attr-defined]


def test_median_file_is_small() -> None:
    sizes = sorted(path.read_text().count("\n") for path in FILES if path.name != "__init__.py")
    assert sizes[len(sizes) // 2] <= FILE_LINES_MEDIAN_MAX, f"median file has {sizes[len(sizes) // 2]} lines"


def feature(path: Path) -> str:
    return ".".join(("onair", *path.relative_to(SOURCE).parts[:-1]))


def test_neighbours_tables_are_not_touched() -> None:
    """From another feature import its service functions or frozen results, never its tables."""
    bad = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.ImportFrom) or not node.module or not node.module.endswith(".model"):
                continue
            owner = node.module.rsplit(".", 1)[0]
            if owner in ("onair.events",) or feature(path) == owner or feature(path).startswith(owner + "."):
                continue
            bad += [
                f"{path.relative_to(SOURCE)}:{node.lineno} {alias.name}"
                for alias in node.names
                if alias.name.endswith("Row")
            ]
    assert not bad, bad


def test_no_registry_host_machine_path_or_lock_of_another_tool() -> None:
    tracked = [
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and not {
            ".git",
            ".venv",
            ".venv-boot",
            "node_modules",
            "webroot",
            ".demo",
            ".onair",
            ".mypy_cache",
            ".ruff_cache",
            ".pytest_cache",
            ".hypothesis",
            "shots",
            ".cache",
        }
        & set(path.relative_to(ROOT).parts)
    ]
    hosts = (
        "files.python" + "hosted.org",
        "registry.npm" + "js.org",
        "pypi" + ".org/simple",
        "deb.debian" + ".org",
    )
    for path in tracked:
        assert path.name not in ("uv.lock", "poetry.lock", "yarn.lock"), path
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        for host in hosts:
            assert host not in text, f"{path.relative_to(ROOT)} names {host}"
