"""One turn of a conversation: what was heard, what is decided, what is said."""
