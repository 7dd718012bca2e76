"""Hashing takes its turns: however many sign in at once, two hashes are made at a time and everybody else goes on."""

from __future__ import annotations

import asyncio
import resource
import threading
import time

import pytest

from access.passwords import hashing
from access.passwords.hashing import HASHER, hash_password, is_password

MOST_AT_ONCE = 2


async def test_two_at_a_time_and_the_loop_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    at_work, most, lock = 0, 0, threading.Lock()
    matches = hashing._matches

    def watched(known_hash: str, password: bytes) -> bool:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        try:
            return matches(known_hash, password)
        finally:
            with lock:
                at_work -= 1

    monkeypatch.setattr(hashing, "_matches", watched)
    known = await hash_password("girafe violette 47")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tasks = [asyncio.create_task(is_password("not the one", known)) for _ in range(40)]
    gaps, before = [], time.perf_counter()
    while not all(task.done() for task in tasks):
        await asyncio.sleep(0.001)
        gaps.append(time.perf_counter() - before)
        before = time.perf_counter()
    assert not any([await task for task in tasks])
    assert most == MOST_AT_ONCE
    assert sorted(gaps)[len(gaps) // 2] < 0.1, "others are served meanwhile"
    # 19 MiB each: forty at once would be 760.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 100_000  # kB


def test_no_hash_is_cheaper_than_the_least_that_owasp_recommends() -> None:
    """Argon2id, 19 MiB, two passes, one lane (Password Storage Cheat Sheet)."""
    assert (HASHER.type.name, HASHER.memory_cost >= 19 * 1024, HASHER.time_cost >= 2) == ("ID", True, True)
    assert (HASHER.parallelism, HASHER.salt_len >= 16, HASHER.hash_len >= 32) == (1, True, True)
