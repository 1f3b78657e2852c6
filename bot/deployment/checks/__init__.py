"""What it means: pure decisions on facts, each with the mend in one sentence."""
