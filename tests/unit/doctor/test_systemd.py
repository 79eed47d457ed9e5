"""What systemctl show prints, read."""

from __future__ import annotations

import pytest

from dropexec.doctor.systemd import Service, parse, seconds

SHOWN = """\
Type=forking
TimeoutStopUSec=1min 30s
PIDFile=/run/nginx.pid
MainPID=71
ActiveState=active
KillMode=mixed
Id=nginx.service

TimeoutStopUSec=infinity
MainPID=0
Id=x.service

"""


def test_each_unit_is_one_service() -> None:
    assert parse(SHOWN) == [
        Service("nginx.service", 71, "/run/nginx.pid", "forking", "mixed", 90.0),
        Service("x.service", 0, None, "", "", None),
    ]


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ("infinity", None),
        ("0", 0),
        ("5s", 5.0),
        ("1min 30s", 90.0),
        ("2h 5min 1s", 7501.0),
        ("500ms", 0.5),
        ("1.5s", 1.5),
        ("1w 3d", 864000.0),
    ],
)
def test_a_span_of_time_is_seconds(span: str, expected: float | None) -> None:
    assert seconds(span) == (None if expected is None else pytest.approx(expected))
