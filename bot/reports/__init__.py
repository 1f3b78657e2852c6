"""Reports of what somebody saw: what one is, its receipt, and the store that keeps it until its time is over."""
