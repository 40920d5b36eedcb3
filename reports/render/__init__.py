"""Rendering: numbers and names in words, tables, files and JSON."""
