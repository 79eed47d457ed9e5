"""Find the service definitions in which su, sudo or the like stands between a supervisor and a service.

Documents read a format byte for byte and hand out the commands in it, each with what the file says of its
service; translate says what a command line means and what dropexec's would be; rules judge the two together.
"""
