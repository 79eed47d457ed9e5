"""Values with named fields that do not change once made.

``dataclasses`` and ``typing.NamedTuple`` each cost as much as the launcher's whole job
(``python3 -X importtime``), so the few lines that are needed of them are here.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn


class Record:
    """A base for immutable values: a subclass names its fields in ``__slots__`` and annotates them."""

    __slots__: "tuple[str, ...]" = ()

    def __init__(self, **fields: "Any") -> None:
        for name in self.__slots__:
            object.__setattr__(self, name, fields.pop(name))
        if fields:
            raise TypeError(f"{type(self).__name__} has no field {min(fields)!r}")

    def __setattr__(self, name: str, value: object) -> "NoReturn":
        raise AttributeError(f"{type(self).__name__}.{name} cannot be changed")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"{type(self).__name__}({fields})"
