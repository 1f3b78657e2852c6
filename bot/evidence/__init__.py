"""Pictures and sound that people send: read by what they hold, and made anew with nothing beside picture or sound."""
