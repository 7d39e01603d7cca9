"""A workshop: one hour in which a room inventories, groups, categorises, ranks and places what it does, and commits."""
