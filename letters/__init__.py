"""Every outgoing mail: a typed value, one template that holds its French, and the MIME message made of both."""
