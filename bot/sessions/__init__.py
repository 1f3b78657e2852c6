"""The sessions store: one short conversation each, encrypted, never persisted, gone when it ends."""
