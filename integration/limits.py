"""What a process may use. Knows nothing of Django, so that a child without it starts in a moment."""

from __future__ import annotations

import resource
import signal

OUT_OF_MEMORY = 77  # a child's exit code


def limit(*, megabytes: int, seconds: int) -> None:
    """Limit the process that calls this, for good: address space, seconds by the clock.

    The clock counts, not the processor: whoever waits for a child knows by it when the child is dead.
    """
    memory = megabytes * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds)
