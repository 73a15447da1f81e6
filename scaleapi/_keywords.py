"""Keywords that a function does not know: refused, with the name that was probably meant."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterable
from typing import ParamSpec, TypeVar

__all__ = ["known_keywords", "refused_keyword", "typed_keywords", "with_hint"]

P = ParamSpec("P")
T = TypeVar("T")

_UNEXPECTED = re.compile(r"(?P<name>[\w.]+)\(\) got an unexpected keyword argument '(?P<keyword>\w+)'")


def known_keywords(function: Callable[P, T]) -> Callable[P, T]:
    """Decorate a public function: a keyword that it does not know is refused with the nearest one that it knows."""

    @functools.wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except TypeError as error:
            raise with_hint(error, function) from None

    return checked


def with_hint(error: TypeError, function: Callable[..., object]) -> TypeError:
    """Add to Python's own refusal of a keyword what was probably meant; any other error stays as it is."""
    found = _UNEXPECTED.match(str(error))
    if found is None or found["name"].rpartition(".")[2] != function.__name__:
        return error
    return refused_keyword(found["name"], found["keyword"], inspect.signature(function).parameters)


def typed_keywords(function: Callable[..., object]) -> frozenset[str] | None:
    """List the keywords of a function that takes `**names: Unpack[SomeTypedDict]`; None for any other."""
    *_, last = inspect.signature(function).parameters.values()
    found = re.fullmatch(r"Unpack\[(\w+)\]", str(last.annotation))
    if last.kind is not last.VAR_KEYWORD or found is None:
        return None
    names = {name for name in inspect.signature(function).parameters if name != last.name}
    return frozenset({*names, *inspect.unwrap(function).__globals__[found[1]].__annotations__})


def refused_keyword(function: str, keyword: str, known: Iterable[str]) -> TypeError:
    """Make the error for a keyword that is not known."""
    import difflib  # costs time, and is needed for mistakes only

    names = [name for name in known if name != "self"]
    near = difflib.get_close_matches(keyword, names, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(names)}"
    return TypeError(f"{function}() got an unexpected keyword argument {keyword!r}: {hint}")
