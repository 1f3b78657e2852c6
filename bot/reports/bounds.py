"""How much one report, and all together, may hold: strangers fill them, on the server that keeps calls for help."""

MOST_BYTES_OF_ALL = 512 * 1024 * 1024
"""Of all drafts and reports, encrypted: half of what our own server may use. The rest is for tickets, always."""
MOST_TOLD_BYTES = 64 * 1024
"""A screenful of words for each question, in any script."""
MOST_FOLLOWUP_BYTES = 16 * 1024
"""The longest message of every channel, in any script."""
MOST_FOLLOWUPS = 100
"""Two people who write daily for the whole time of a report stay below it."""
MOST_FILES = 6
"""So many show what one person saw; the office asks for more."""
MOST_FILE_BYTES = 4 * 1024 * 1024
"""Of all files of a report together: six pictures as a telephone shows them, or a quarter of an hour of speech."""
MOST_ANSWERS = 200
"""Follow-ups of both sides: more than the reporter's side may fill, so that the office can always answer."""
MOST_ANSWER_BYTES = 64 * 1024
MOST_REFERRALS = 50
"""Far more authorities and organisations than ever share one case."""
