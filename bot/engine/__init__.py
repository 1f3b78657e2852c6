"""The engine: Rasa as a library behind a small private application; the only package that imports Rasa.

A module that holds a Rasa graph component must not use `from __future__ import annotations`: Rasa reads the types of
its functions while it builds the graph, and training fails with "Node 'td_provider' is not part of the graph".
"""
