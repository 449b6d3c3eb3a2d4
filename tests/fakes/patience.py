"""How long a test waits for what has to happen.

Far longer than the slowest and busiest machine takes: only a test that fails waits to the end. How
quickly something happens is measured by `make bench`, or proved by a clock wound by hand.
"""

PATIENCE = 60.0  # seconds
AT_ONCE = 10.0  # seconds: nobody waits for anything; whoever did would wait longer, or for ever
