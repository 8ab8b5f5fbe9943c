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


def test_functions_of_tests_and_benchmarks_are_short_too() -> None:
    found = [path for folder in ("tests", "bench") for path in sorted((ROOT / folder).rglob("*.py"))]
    assert len(found) > 50, "the scan finds no tests"
    long = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
        for path in found
        for function in functions(ast.parse(path.read_text()))
        if (function.end_lineno or function.lineno) - function.lineno >= FUNCTION_LINES_MAX
    ]
    assert not long, long


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_inner_imports_are_only_slow_ones(path: Path) -> None:
    """A circle is broken by moving the shared thing down; only a slow library may wait, and says why."""
    lines = path.read_text().splitlines()
    for function in functions(ast.parse(path.read_text())):
        for node in ast.walk(function):
            if not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            name = node.names[0].name if isinstance(node, ast.Import) else node.module or ""
            why = "PLC0415 (" in " ".join(lines[node.lineno - 1 : node.end_lineno])
            assert why or name.split(".")[0] in SLOW, (
                f"{path.name}:{node.lineno} imports {name} inside a function"
            )


def test_median_file_is_small() -> None:
    sizes = sorted(path.read_text().count("\n") for path in FILES if path.name != "__init__.py")
    assert sizes[len(sizes) // 2] <= FILE_LINES_MEDIAN_MAX, f"median file has {sizes[len(sizes) // 2]} lines"


def feature(path: Path) -> str:
    return ".".join(("onair", *path.relative_to(SOURCE).parts[:-1]))


def tables(path: Path) -> set[str]:
    """Classes of a model that are tables."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef) and "__tablename__" in ast.dump(node):
            found.add(node.name)
    return found


def test_neighbours_tables_are_not_touched() -> None:
    """From another feature import its service functions or frozen results, never its tables."""
    owned = {f"{feature(path)}.model": tables(path) for path in FILES if path.name == "model.py"}
    assert sum(map(len, owned.values())) > 10, "the scan finds no tables"
    bad = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.ImportFrom) or node.module not in owned:
                continue
            owner = node.module.removesuffix(".model")
            if feature(path) == owner or feature(path).startswith(f"{owner}."):
                continue
            taken = [alias.name for alias in node.names if alias.name in owned[node.module]]
            bad += [f"{path.relative_to(SOURCE)}:{node.lineno} {name}" for name in taken]
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


def test_connectors_never_import_each_other() -> None:
    home = SOURCE / "connectors"
    folders = sorted(path.name for path in home.iterdir() if (path / "manifest.toml").exists())
    assert len(folders) > 3, "the scan finds no connectors"
    for name in folders:
        others = {f"onair.connectors.{other}" for other in folders if other != name}
        for path in (home / name).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
                assert ".".join(module.split(".")[:3]) not in others, f"{name}/{path.name} imports {module}"
