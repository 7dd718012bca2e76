"""Real servers for tests: each a private instance in a temporary folder, on loopback, gone with the tests."""
