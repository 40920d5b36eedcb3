"""Exports: a study and its posterior in forms that other programs read."""
