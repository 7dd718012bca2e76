"""Invoices out of words that have places on pages, whichever reader found the words; nothing about any supplier."""
