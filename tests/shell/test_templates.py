"""Templates name only what a page can have: Python's own functions are not there, and calling one is a broken page."""

import builtins

from jinja2 import meta

from app.settings import FILES


def test_no_template_names_a_function_of_python_that_jinja_has_not(app):
    environment = app.jinja_env
    lacking = set(dir(builtins)) - set(environment.globals) - {"id"}  # a part has one
    found = {
        (path.name, name)
        for path in (FILES / "templates").rglob("*.html")
        for name in lacking
        & meta.find_undeclared_variables(environment.parse(path.read_text(encoding="utf-8")))
    }
    assert found == set()
