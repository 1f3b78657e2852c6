"""Staff: who works at the desk, how they prove it, and the log of what they did."""
