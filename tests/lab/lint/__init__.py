"""lint over real files: what Debian's packages install, and services under their supervisors."""
