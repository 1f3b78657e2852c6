"""The desk: the pages where workers take over chats."""
