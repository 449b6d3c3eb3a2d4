"""How long a pure step takes, whatever else the machine is doing."""

from time import thread_time

LIMIT = 0.050  # seconds; the same person must not wait for a long or a wicked text
TRIES = 4


def seconds(step, *given) -> float:
    """The processor time of the step; the best of a few tries, if the first is slow."""
    best = _once(step, given)
    for _ in range(TRIES):
        if best < LIMIT:
            break
        best = min(best, _once(step, given))
    return best


def _once(step, given) -> float:
    begun = thread_time()
    step(*given)
    return thread_time() - begun
