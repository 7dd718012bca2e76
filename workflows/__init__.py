"""Verbs and state machines: each public function is one thing that the group does, in one transaction."""
