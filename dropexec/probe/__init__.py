"""Run a real su-like tool over a witness target, send it a signal, and write down what happens.

``experiment`` has an ``observer`` carry out a scenario in a ``subreaper``: a ``stage`` starts the tool over a
``witness``, ``settling`` waits until it is ready, and ``conclusion`` completes the log. What the events mean
is dropexec.recording's to say.
"""
