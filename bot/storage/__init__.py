"""What both stores stand on: their clients, what encrypts their content, and whether a server persists."""
