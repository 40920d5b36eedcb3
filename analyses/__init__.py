"""One question a file: each takes a study and its draws, and returns labelled data.

Nothing here draws a picture or writes a file.
"""
