"""What each distribution's su, and its peers, do to a service on stop: the catalogue and its readers.

``catalogue/`` is data. Everything else reads it: ``load`` checks it against its schema, ``lookup`` finds
what a person names, ``identify`` finds what this machine has, ``compare`` holds claims against a recording,
``report`` shows all of it.
"""
