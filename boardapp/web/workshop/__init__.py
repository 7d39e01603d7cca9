"""The workshop as a browser sees it: three faces of one room (wall, desk, phone), and a room of the house per phase."""
