"""A recording: what one run of a tool showed, and everything that is read off it.

The probe writes recordings and the catalogue is compared with them; both use this package, and it imports
neither. ``document`` is the file format, ``timeline`` holds the events, ``facts`` derives the
facts from them, ``outcome`` says what they mean for a service, and ``picture`` and ``svg``
draw them. Everything here is a pure function of the recording.
"""
