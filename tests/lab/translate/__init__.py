"""Lines of real tools and their translations, both run for real."""
