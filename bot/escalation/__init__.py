"""Passes people on to a human: when, to whom, how staff hear of it, and what may be written to whom."""
