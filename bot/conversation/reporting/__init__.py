"""The reporter's side of reports: telling what somebody saw, coming back with a number, reading the office's news."""
