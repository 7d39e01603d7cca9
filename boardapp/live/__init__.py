"""What happened, carried to every open screen of a board."""
