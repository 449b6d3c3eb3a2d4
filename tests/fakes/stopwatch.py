"""How long a pure step takes, whatever else the machine is doing."""

from time import thread_time

LIMIT = 0.050  # seconds; the same person must not wait for a long or a wicked text
TRIES = 4


def seconds(step, *given, limit=LIMIT) -> float:
    """The processor time of the step; the best of a few tries, if the first is slow."""
    return _tried(step, given, limit)[1]


def in_time(step, *given, limit=LIMIT):
    """What the step returns; it has to take less than `limit` seconds of the processor."""
    result, took = _tried(step, given, limit)
    assert took < limit, f"{took:.3f} s, and at most {limit} s are allowed"
    return result


def _tried(step, given, limit):
    result, best = _once(step, given)
    for _ in range(TRIES):
        if best < limit:
            break
        best = min(best, _once(step, given)[1])
    return result, best


def _once(step, given):
    begun = thread_time()
    result = step(*given)
    return result, thread_time() - begun
