"""Wire formats: one module per provider, pure but for the send call."""
