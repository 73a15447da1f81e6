"""httpx: requests out of calls, replies out of responses, and the connections between them.

config               Config: a client's settings; the key, which is shown nowhere
settings             checks of these settings, when a client is made
clients              what a user's own HTTP client must have
messages             from a Call to an httpx request, from its response to a Reply
bodies               answers read within bounds of size and time
pools                a pool of connections: an httpx client that hands requests to its transport at once
socket_transport     httpx's transport of the ScaleClient
stdlib_connection    its connections, on http.client
asyncio_transport    httpx's transport of the AsyncScaleClient
asyncio_connection   its connections; asyncio_line: what came in and was not read; chunks: bodies in chunks
bridge               from httpx's requests and errors to httpcore's
connections          which pool a request takes; pools of each event loop; forks
rate_limiter         RateLimiter: how long a request waits, learnt from 429s
instrumentation      Instrumentation: events and log lines
"""
