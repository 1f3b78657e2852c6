"""The only process that faces the internet: verify, answer a turn, deliver; with safety texts when something fails."""
