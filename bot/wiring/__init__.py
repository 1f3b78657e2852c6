"""The one place that chooses: which stores, channels and engine a process works with. Nothing connects here."""
