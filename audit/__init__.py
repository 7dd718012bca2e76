"""The audit engine: invoices in, every line read, honest savings out; pure, without server, mail or database."""
