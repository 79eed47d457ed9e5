"""Images built from the shipped Dockerfiles and run by a real container engine with a storage of its own."""
