"""What a board means: rules and commands that know nothing of Flask."""
