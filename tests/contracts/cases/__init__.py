"""What each channel brings along to be checked: a module of its name, a `Case` (../case.py)."""
