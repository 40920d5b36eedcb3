"""Sources: modules with formulas, some of which are files in a model's folder and no part of any package."""

import hashlib
import inspect
import sys
from collections.abc import Callable
from importlib import import_module, util
from pathlib import Path
from types import ModuleType
from typing import Any

__all__ = ["loaded", "source_of"]

PREFIX = "llm_barriers_formulas_"


def loaded(module: str, path: str | None = None) -> ModuleType:
    """Import a module, or a file under a name that is its own; once in a process.

    Parameters
    ----------
    module : str
        Its name; empty for that of the file.
    path : str, optional
        Of the file.
    """
    name = module or f"{PREFIX}{hashlib.sha256(str(path).encode()).hexdigest()[:16]}.{Path(str(path)).stem}"
    if name in sys.modules or not name.startswith(PREFIX):
        return import_module(name)
    spec = util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file")
    sys.modules[name] = imported = util.module_from_spec(spec)
    try:
        spec.loader.exec_module(imported)
    except BaseException:
        del sys.modules[name]
        raise
    return imported


def source_of(function: Callable[..., Any]) -> str:
    """Return the source that a function's results depend on: its module's, or its own code where that has none.

    With a file in a model's folder go all that are beside it.
    """
    module = sys.modules.get(function.__module__)
    try:
        own = inspect.getsource(module) if module else ""
    except (OSError, TypeError):
        own = ""
    if not own:
        code = function.__code__
        return repr((code.co_code, code.co_names, [c for c in code.co_consts if not inspect.iscode(c)]))
    if not function.__module__.startswith(PREFIX):
        return own
    folder = Path(str(getattr(module, "__file__", ""))).parent
    return own + "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))
