"""Callbacks: what the service posts to a `callback_url`, checked, typed, and handled once.

callback    a callback that came, typed
keys        whether a callback carries one of the keys
parsing     from a body to a callback
claims      which outcomes were handled, or are being handled: in this process
seen        the same in a file, for several processes
receiver    what asgi_app and wsgi_app have in common: what to answer, and in which order
asgi, wsgi  the two applications, by hand: they need no framework
"""

from __future__ import annotations

from scaleapi._lazy import lazy

_PUBLIC = {
    "callbacks.asgi": "AsgiApp asgi_app",
    "callbacks.callback": "Callback",
    "callbacks.claims": "BeingHandled Claims SetLike",
    "callbacks.keys": "Keys verify",
    "callbacks.parsing": "parse",
    "callbacks.seen": "SeenCallbacks",
    "callbacks.wsgi": "WsgiApp wsgi_app",
    "exceptions": "CallbackRefused",
}
"""The public names, by the module that has them."""

__getattr__, __dir__, __all__ = lazy(__name__, _PUBLIC)
