"""Reports at the desk: their list, the form that is read in a minute, and what staff do with them."""
