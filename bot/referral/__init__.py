"""A report as an office hands it on to an authority or organisation: as a document, as JSON, and as a page to print.

Pure: `document` decides what is passed on, the others write it down. Nothing here knows who told it beyond a name that
they gave.
"""
