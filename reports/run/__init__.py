"""Running: what was asked for, the fits that it needs, where they are kept and where they are done."""
