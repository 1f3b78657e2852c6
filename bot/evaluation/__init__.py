"""How well people are understood, measured on questions that the training has never seen."""
