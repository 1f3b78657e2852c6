"""The only process that faces the internet: verify, answer one turn, deliver; with safety texts when something fails."""
