"""The HTTP edge: the GraphQL endpoint, a few pages, who is asking, health."""
