"""What is to be erased at the providers: a durable queue without content, and the worker that empties it."""
