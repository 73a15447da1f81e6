"""The only code that sends, waits, locks or awaits. Both drivers carry out the same flows.

driver          Driver: what both clients share: their settings, and the end of each conversation
sync_driver     SyncDriver: carries out calls in the calling thread
async_driver    AsyncDriver: carries out calls under asyncio
"""
