"""Real services under real launchers: what survives when the supervisor says stop."""
