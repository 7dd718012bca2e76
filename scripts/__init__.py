"""What is run by hand or by make; `scripts/test` and `scripts/check` are the ones to know."""
