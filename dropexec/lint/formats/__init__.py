"""What a run's report looks like: text for people, JSON, a diff."""
