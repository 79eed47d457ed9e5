"""dropexecctl watch against real signals."""
