"""Documents as PDF: a frozen value and a Typst template of the same name each, far from tables and settings."""
