"""Labelled mails, and how what reads mails is trained on them and measured: no server needs it."""
