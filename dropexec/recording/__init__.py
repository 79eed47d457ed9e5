"""A recording: what one run of a tool showed, and everything that is read off it.

The probe writes recordings and the catalogue is compared with them; both use this package, and it imports
neither. :mod:`document` is the file format, :mod:`timeline` holds the events, :mod:`facts` derives the facts
from them, :mod:`outcome` says what they mean for a service, and :mod:`picture` and :mod:`svg` draw them.
Everything here is a pure function of the recording.
"""
