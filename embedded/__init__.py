"""Servers inside our own process, so that the demo runs without installing any."""
