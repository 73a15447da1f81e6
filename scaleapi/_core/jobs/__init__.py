"""Many items: scheduled, carried out side by side, counted.

operation    BulkOperation: what is to be done, item by item; WorkItem, ItemResult
progress     Progress: how far it has come; the bar
scheduler    Scheduler: which items are under way, which results are ready
runners      BulkRun, AsyncBulkRun: items in threads, and in asyncio tasks
parallel     ParallelJob: a few long conversations side by side, with one result, in threads or on an executor
"""
