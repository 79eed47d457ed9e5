"""Values that do not change."""

from __future__ import annotations

import pytest

from dropexec.launcher.record import Record


class Point(Record):
    __slots__ = ("x", "y")
    x: int
    y: int


def test_a_record_has_its_fields_and_shows_them() -> None:
    assert (Point(x=1, y=2).x, Point(x=1, y=2).y, repr(Point(x=1, y=2))) == (1, 2, "Point(x=1, y=2)")


def test_records_are_equal_by_type_and_fields() -> None:
    class Other(Record):
        __slots__ = ("x", "y")

    assert Point(x=1, y=2) == Point(x=1, y=2)
    assert Point(x=1, y=2) != Point(x=1, y=3)
    assert Point(x=1, y=2) != Other(x=1, y=2)


def test_a_record_cannot_be_changed_or_hashed() -> None:
    point = Point(x=1, y=2)
    with pytest.raises(AttributeError, match=r"^Point\.x cannot be changed$"):
        point.x = 3
    with pytest.raises(TypeError):
        hash(point)


def test_a_missing_and_an_unknown_field_are_refused() -> None:
    with pytest.raises(KeyError, match="y"):
        Point(x=1)
    with pytest.raises(TypeError, match=r"^Point has no field 'z'$"):
        Point(x=1, y=2, z=3)
