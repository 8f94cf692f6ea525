"""A file -> its characters -> policy text and what was removed -> segments, metadata and commitments.

`page`, `characters`, `clean`, `outline`, `metadata`, `commitments`, `inspection`: in this order each builds on those before.
"""
