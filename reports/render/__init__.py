"""Rendering: numbers and names in words, and the document that page, JSON and terminal are written from.

Whatever is the same in a sentence, a table and a figure belongs here. It imports no other folder of the reports.
"""
