"""What su-in-exec must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import image, init, job, script, unit

FOUND = [
    ("u.service", unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("u.service", unit("Type=notify", "ExecStart=-/usr/bin/env A=b su - orchid -c serve")),
    ("u.service", unit("ExecStart=/bin/sh -c 'exec su orchid -c \"exec /opt/serve\"'")),
    ("u.service", unit("ExecStart=/usr/bin/nice -n 5 /bin/su orchid -c 'exec /opt/serve'")),
    ("j.conf", job("exec /bin/su orchid -c 'exec /opt/serve'")),
    ("j.conf", job("script", "  exec /bin/su orchid -c 'exec /opt/serve'", "end script")),
    ("Dockerfile", image('CMD ["su","orchid","-c","exec serve"]')),
    ("Dockerfile", image('ENTRYPOINT ["/usr/bin/tini","--","su","orchid","-c","exec serve"]')),
    ("Dockerfile", image("CMD exec su orchid -c 'exec serve'")),
    ("entrypoint.sh", script("exec su orchid -c 'exec serve'")),
    ("run", script("exec 2>&1", "exec su orchid -c serve")),
    ("x.init", init("start() {", "  su orchid -c serve &", "}")),
    ("a.sh", script("( cd /srv && exec su orchid -c 'exec serve' ) &")),
    ("u.service", unit("User=fern", "ExecStart=+/bin/su orchid -c 'exec /opt/serve'")),
]
PASSED_OVER = [
    ("etc/ppp/ip-up.d/leafnode", script("exec su orchid -c fetchnews")),
    ("etc/cron.daily/x", script("exec su orchid -c rotate")),
    ("x/DEBIAN/postinst", script("exec su orchid -c migrate")),
    ("u.service", unit("Type=oneshot", "ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("u.service", unit("ExecStartPre=/bin/su orchid -c 'exec /opt/serve'", "ExecStart=/opt/serve")),
    ("u.service", unit("ExecStop=/bin/su orchid -c 'exec /opt/serve'", "ExecStart=/opt/serve")),
    ("u.service", unit("Type=forking", "PIDFile=/run/x", "ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("u.service", unit("ExecStart=/usr/bin/su-exec orchid serve")),
    (
        "u.service",
        unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'", "ExecStart=", "ExecStart=/opt/serve"),
    ),
    ("u.service", unit("#ExecStart=/bin/su orchid -c 'exec /opt/serve'", "ExecStart=/opt/suserve -c su")),
    ("u.service", unit("ExecStart=/opt/serve su")),
    ("u.service", unit("User=orchid", "ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("j.conf", job("task", "exec /bin/su orchid -c 'exec /opt/serve'")),
    ("j.conf", job("pre-start exec /bin/su orchid -c 'exec /opt/serve'", "exec /opt/serve")),
    ("Dockerfile", image("RUN /bin/su orchid -c 'exec /opt/serve'", 'CMD ["serve"]')),
    ("Dockerfile", image("HEALTHCHECK CMD /bin/su orchid -c 'exec /opt/serve'")),
    ("Dockerfile", image("CMD /bin/su orchid -c 'exec /opt/serve'", 'CMD ["serve"]')),
    ("a.sh", script("su orchid -c 'pg_dump x'", "echo done")),
    ("a.sh", script("x=$(su orchid -c id)")),
    ("a.sh", script("if su orchid -c true; then :; fi")),
    ("a.sh", script("su() { :; }", "su orchid -c serve &")),
    ("a.sh", script("exec ssh host su orchid -c serve")),
    ("a.sh", script("exec su - orchid")),
    ("a.sh", script("cat <<X", "exec su orchid -c serve", "X")),
    ("x.init", init("stop() { su orchid -c 'ctl stop' & }")),
]
