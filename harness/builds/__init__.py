"""How a build is reached: the port ``Build``, its drivers, and what they make of a page."""
