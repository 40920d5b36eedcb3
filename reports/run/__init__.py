"""Running: what was asked for, the fits that it needs, where they are kept and where they are done.

What answers take time from, disk, processes and a cluster, belongs here. It imports no other folder of the reports.
"""
