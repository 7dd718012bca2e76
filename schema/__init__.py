"""The GraphQL schema, one file per noun. Fields say where they come from; nothing here reads a table by hand."""
