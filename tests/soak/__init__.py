"""A soak: `make soak` has several processes work against an emulator while everything between them breaks.

`proxy` breaks connections, `fleet` kills processes and starts them again, `worker` is what works, `soak` puts them
together, and `ledger` counts in the end what became of everything that was asked for.
"""
