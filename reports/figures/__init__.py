"""One figure a file: each function takes results, returns a `matplotlib.figure.Figure`, and has no effects.

Draw and save within `style.report_style`, so that text and lines are what they are meant to be.
"""
