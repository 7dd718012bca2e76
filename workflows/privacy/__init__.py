"""Data protection: what is held of a person, handing it out, forgetting it, and how long things are kept."""
