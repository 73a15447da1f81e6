"""Real servers on loopback, each in a thread, and frameworks around the applications."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import uvicorn
from fastapi import FastAPI
from flask import Flask
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from scaleapi.callbacks import asgi_app, wsgi_app


@contextmanager
def serve_asgi(app: Any) -> Iterator[str]:
    """Serve with uvicorn; give the address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()  # from now on, callers are kept until they are served
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none", timeout_graceful_shutdown=5))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


class Server(ThreadingMixIn, WSGIServer):
    """The standard library's server, with a thread for each request."""

    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report what went wrong; a caller that hung up did not."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Quiet(WSGIRequestHandler):
    """Says nothing."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the base class names it so)
        """Say nothing."""


@contextmanager
def serve_wsgi(app: Any) -> Iterator[str]:
    """Serve with the standard library's server; give the address."""
    with make_server("127.0.0.1", 0, app, Server, Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def in_starlette(app: Any) -> Any:
    """Mount it."""
    return Starlette(routes=[Mount("/callbacks", app), Route("/exactly", app)])


def in_fastapi(app: Any) -> Any:
    """Mount it."""
    api = FastAPI()
    api.mount("/callbacks", app)
    return api


def in_flask(app: Any) -> Any:
    """Mount it."""
    flask = Flask("around")
    flask.wsgi_app = DispatcherMiddleware(flask.wsgi_app, {"/callbacks": app})  # type: ignore[method-assign]
    return flask


def in_django(app: Any) -> Any:
    """Mount it beside a project."""
    from django.core.wsgi import get_wsgi_application

    configure_django()
    return DispatcherMiddleware(get_wsgi_application(), {"/callbacks": app})


def configure_django() -> None:
    """Set Django up, once in a process."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, LOGGING_CONFIG=None, SECRET_KEY="of tests")


urlpatterns: list[Any] = []
"""Of the Django project: nothing."""

Serve = Callable[[Any], AbstractContextManager[str]]
Setting = tuple[Callable[..., Any], Serve, Callable[[Any], Any], str]

SETTINGS: dict[str, Setting] = {
    "uvicorn": (asgi_app, serve_asgi, lambda app: app, "/any/path"),
    "starlette": (asgi_app, serve_asgi, in_starlette, "/callbacks/"),
    "starlette route": (asgi_app, serve_asgi, in_starlette, "/exactly"),
    "fastapi": (asgi_app, serve_asgi, in_fastapi, "/callbacks/"),
    "wsgiref": (wsgi_app, serve_wsgi, lambda app: app, "/any/path"),
    "flask": (wsgi_app, serve_wsgi, in_flask, "/callbacks"),
    "django": (wsgi_app, serve_wsgi, in_django, "/callbacks/scale"),
}
"""What an application is made with, served by and mounted under, and its path then."""
