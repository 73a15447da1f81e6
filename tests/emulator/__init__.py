"""The emulator, seen from outside."""
