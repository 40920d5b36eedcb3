"""The page: what the report holds, and how it is written."""
