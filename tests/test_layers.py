"""The layers import downwards only, and only the last one has effects."""

import ast
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("priors", "model", "analyses", "reports")
MODULES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))
EFFECTS = {"open", "print", "to_netcdf", "savefig", "write_text", "write_bytes"}


def _imported(path):
    """Full dotted names, as tuples, of everything that a module imports."""
    package = ("llm_barriers", *path.relative_to(ROOT).parent.parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            yield from ((*base, *(node.module or "").split("."), alias.name) for alias in node.names)


def _layers_of(names):
    parts = ([part for part in name if part] for name in names)
    return {part[1] for part in parts if part[0] == "llm_barriers"}


def _calls(path):
    functions = (n.func for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call))
    return {f.id if isinstance(f, ast.Name) else f.attr for f in functions if isinstance(f, ast.Name | ast.Attribute)}


def test_relative_imports_are_resolved():
    assert "priors" in _layers_of(_imported(ROOT / "model" / "graph" / "graph.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_imports_go_down_the_layers(path):
    own = LAYERS.index(path.relative_to(ROOT).parts[0])
    assert _layers_of(_imported(path)) <= set(LAYERS[: own + 1])


def _inside(path):
    """Module or folder of its own layer, as parts of a path below it, that each import of a module is of."""
    layer = path.relative_to(ROOT).parts[0]
    for _, own, *below in ([part for part in name if part] for name in _imported(path) if name[0] == "llm_barriers"):
        if own == layer:
            yield below


@pytest.mark.parametrize("layer", LAYERS)
def test_no_circle_between_files(layer):
    """A module that is imported through its folder counts as one of it."""
    imports = {}
    for path in (ROOT / layer).rglob("*.py"):
        places = [(ROOT / layer).joinpath(*below[:n]) for below in _inside(path) for n in range(len(below) + 1)]
        imports[path] = {p for p in (place.with_suffix(".py") for place in places) if p.is_file() and p != path}
    assert list(TopologicalSorter(imports).static_order())


@pytest.mark.parametrize("layer", ["model", "analyses", "reports"])
def test_no_circle_between_folders(layer):
    folders = {folder.name: set() for folder in (ROOT / layer).iterdir() if any(folder.glob("*.py"))}
    for path in (ROOT / layer).glob("*/*.py"):
        folders[path.parent.name] |= {below[0] for below in _inside(path) if below} & folders.keys() - {
            path.parent.name
        }
    assert list(TopologicalSorter(folders).static_order())


@pytest.mark.parametrize("layer", LAYERS[:-1])
def test_only_reports_has_effects(layer):
    effects = {path.name: _calls(path) & EFFECTS for path in (ROOT / layer).rglob("*.py")}
    assert not {name: calls for name, calls in effects.items() if calls}


def test_no_module_is_called_utils():
    assert not [path for path in MODULES if path.stem in ("utils", "helpers", "misc")]


def test_every_folder_with_code_is_packaged():
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    folders = {path.parent.relative_to(ROOT) for path in MODULES}
    assert set(setuptools["packages"]) == {".".join(("llm_barriers", *folder.parts)) for folder in folders}
    assert setuptools["package-dir"] == {".".join(("llm_barriers", *f.parts)): f.as_posix() for f in folders}


def test_package_data_is_of_files_that_exist():
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["package-data"]
    named = {package: LAYERS if package == "*" else [package.rpartition(".")[2]] for package in data}
    patterns = [(layer, pattern) for package, layers in named.items() for layer in layers for pattern in data[package]]
    assert not [(layer, pattern) for layer, pattern in patterns if not any((ROOT / layer).glob(pattern))]


def test_a_layer_is_every_folder_with_code():
    others = {"tests", "build", "node_modules", "examples", "docs"}
    folders = {p.name for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith(".") and any(p.rglob("*.py"))}
    assert folders - others == set(LAYERS)
