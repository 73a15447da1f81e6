"""One call: a value that says what to send, and pure decisions about what came back. Nothing here sends anything.

call         Call, Flow, Send, Reply: the values
arguments    checks of a call's arguments, before anything is sent
retry        RetryPolicy: whether an attempt may follow, and after how long
replies      from what came back to a result or an error
partial      downloads that go on after a break
flows        conversations of several calls: retries, creating exactly once
"""
