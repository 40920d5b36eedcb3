"""How `make docs` builds the documentation."""

from importlib import metadata

project, author = "llm-barriers", "The llm-barriers authors"
release = version = metadata.version("llm-barriers")
extensions = ["myst_nb", "numpydoc", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx_click"]
exclude_patterns = ["requirements.txt"]
html_theme = "alabaster"
html_theme_options = {"description": "The barriers to GPT-3-like models, as one Bayesian graph", "page_width": "68rem"}

myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300
numpydoc_show_class_members = False
autodoc_typehints = "none"  # types stand in the docstrings
autodoc_default_options = {"members": True}

# The files beside the documents are read where they are kept, not here.
suppress_warnings = ["myst.xref_missing"]
