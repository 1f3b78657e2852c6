"""The tests. A package, because a library ships one of this name too, and the project's own must win."""
