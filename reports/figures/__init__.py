"""One figure a file: each function takes results and a width, returns a `Plot`, and has no effects.

Draw and save within `style.report_style`, so that text and lines are what they are meant to be. It imports `render`.
"""
