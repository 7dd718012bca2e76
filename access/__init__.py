"""Who asks, what they may do, and which rows exist for them: pure rules, one place."""
