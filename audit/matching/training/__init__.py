"""Training the scorer of matches, for developers: needs the packages of the group `training`."""
