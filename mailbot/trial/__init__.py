"""A trial: the whole pipeline over a folder of other people's mails, on a database that is thrown away."""
