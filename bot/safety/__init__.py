"""The safety net: what must be heard before every turn, without the engine and without a store."""
