"""The public names, for type checkers. Generated from the table in `__init__.py`: `make docs`."""

from scaleapi.callbacks.asgi import AsgiApp as AsgiApp
from scaleapi.callbacks.asgi import asgi_app as asgi_app
from scaleapi.callbacks.callback import Callback as Callback
from scaleapi.callbacks.claims import BeingHandled as BeingHandled
from scaleapi.callbacks.claims import Claims as Claims
from scaleapi.callbacks.claims import SetLike as SetLike
from scaleapi.callbacks.keys import Keys as Keys
from scaleapi.callbacks.keys import verify as verify
from scaleapi.callbacks.parsing import parse as parse
from scaleapi.callbacks.seen import SeenCallbacks as SeenCallbacks
from scaleapi.callbacks.wsgi import WsgiApp as WsgiApp
from scaleapi.callbacks.wsgi import wsgi_app as wsgi_app
from scaleapi.exceptions import CallbackRefused as CallbackRefused

__all__ = ['AsgiApp', 'BeingHandled', 'Callback', 'CallbackRefused', 'Claims', 'Keys', 'SeenCallbacks', 'SetLike', 'WsgiApp', 'asgi_app', 'parse', 'verify', 'wsgi_app']
