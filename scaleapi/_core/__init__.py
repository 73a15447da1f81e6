"""How a call is made: values and decisions (pure), and the two drivers that carry them out.

    calls        one call as a value; retry policy; replies; conversations
    http         httpx: requests, connections, rate limit, settings
    paging       lists that come in pages
    jobs         many items at once
    drivers      SyncDriver, AsyncDriver: the only code that sends, waits, locks or awaits
    endpoint     @endpoint, @paged, @many: a call described once becomes a method of both clients
    resource     Resource: the base of the classes that describe calls
    system       clock, randomness, environment, fork

Each room imports only from those above it in this list, `drivers` from all of them.
"""
