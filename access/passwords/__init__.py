"""Passwords: hashing them, judging how easily they are guessed, proposing one. Nothing here stores or logs one."""
