"""One small module per kind of request: `handle(mail, client)` answers it, or returns None when it is another kind."""
