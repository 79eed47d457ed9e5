"""Run a real su-like tool over a witness target, send it a signal, and write down what happens.

The flow: :mod:`scenario` says what to do, :mod:`experiment` has an :mod:`observer` do it inside a
:mod:`cage`, the events become a :mod:`timeline`, :mod:`facts` reads the facts off it, :mod:`verdict` puts
them in words, and :mod:`recording` is the document that is kept.
"""
