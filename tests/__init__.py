"""The tests, which mirror the package path by path."""
