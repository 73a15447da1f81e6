"""Receive results as they are ready: a web service that takes callbacks, and an emulator that sends some.

For the service, run it with `uvicorn callback_server:app`, and give tasks its address as `callback_url`.
"""

from __future__ import annotations

import os
import socket
import threading

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from scaleapi.callbacks import Callback, SeenCallbacks, asgi_app
from scaleapi.emulator import Emulator

# The account's settings show the live and the test key. Both are taken; where one is changed, list old and new.
KEYS = os.environ.get("SCALE_CALLBACK_KEYS", "emulator").split(",")


def handle(callback: Callback) -> None:
    """Use one result. If this raises, the service sends the callback again, up to 20 times within 24 hours."""
    if callback.error:
        print(f"{callback.task_id} failed: {callback.error}")
    elif callback.task.customer_review_status not in {None, "pending"}:
        print(f"{callback.task_id} was reviewed: {callback.task.customer_review_status}")
    else:
        print(f"{callback.task_id} is {callback.status}: {callback.typed_response}")


# What was handled is remembered in a file: across restarts, and by all workers of the server.
receiver = asgi_app(handle, keys=KEYS, seen=SeenCallbacks("seen_callbacks.db"))
app = Starlette(routes=[Route("/callbacks", receiver)])


def main() -> None:
    """Serve on a free port of this machine, and have an emulator post callbacks there."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            send_some(f"http://127.0.0.1:{listening.getsockname()[1]}/callbacks")
        finally:
            server.should_exit = True
            thread.join()


def send_some(url: str) -> None:
    """Complete one task, fail another, review the first, and send a callback a second time."""
    with Emulator(callback_auth_key=KEYS[0]) as emulator, emulator.client("live_demo") as client:
        done, failed = (client.create_task("chat", callback_url=url) for _ in range(2))
        emulator.complete(done.id)
        emulator.fail(failed.id, "The attachment could not be read.")
        emulator.deliver_callbacks()
        client.audit_task(done.id, accepted=True)
        emulator.deliver_callbacks()
        client.resend_callback(done.id)  # handled before: taken, and the handler is not called
        for delivery in emulator.deliver_callbacks():
            print(f"{delivery.task_id} sent again: {'taken' if delivery.succeeded else 'not taken'}")


if __name__ == "__main__":
    main()
