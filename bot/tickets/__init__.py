"""Tickets: people who ask for a human, in the store that loses nothing."""
