"""In which language a message and a conversation are.

`identification.Identifier` reads one message; `memory.Belief` is what a conversation has shown so far and decides in
which language to answer. Nothing here keeps or prints a person's words.
"""
