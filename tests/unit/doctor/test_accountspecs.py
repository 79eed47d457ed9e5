"""Which accounts units name."""

from __future__ import annotations

from dropexec.doctor.accountspecs import AccountSpec, find, to_try
from tests.unit.doctor.tree import Tree

KAFKA = (
    "[Service]\nExecStart=-/usr/bin/dropexec --nice=5 kafka:brokers /opt/kafka\nExecStop=/bin/kill $MAINPID\n"
)


def specs(tree: Tree) -> list[AccountSpec]:
    return list(find(tree.root))


def test_user_and_the_launchers_own_words_are_specs(tree: Tree) -> None:
    tree.write("etc/systemd/system/a.service", "[Service]\nUser=root\nExecStart=/bin/su nobody -c x\n")
    tree.write("etc/systemd/system/kafka.service", KAFKA)
    assert specs(tree) == [
        AccountSpec("a.service", "root", launched=False),
        AccountSpec("kafka.service", "kafka:brokers", launched=True),
    ]


def test_a_dynamic_user_a_variable_and_a_line_that_dropexec_refuses_are_none(tree: Tree) -> None:
    tree.write("etc/systemd/system/a.service", "[Service]\nDynamicUser=yes\nUser=dyn\n")
    tree.write("etc/systemd/system/b.service", "[Service]\nExecStart=dropexec $WHO true\n")
    tree.write("etc/systemd/system/c.service", "[Service]\nExecStart=dropexec --no-such kafka true\n")
    tree.write("etc/systemd/system/d.service", "[Service]\nExecStart=dropexec 'kafka true\nUser=%u\n")
    assert specs(tree) == []


def test_each_is_tried_once_and_a_user_that_nobody_knows_only_where_it_is_launched() -> None:
    known = AccountSpec("a.service", "root", launched=False)
    unknown = AccountSpec("b.service", "no-such-user", launched=False)
    launched = AccountSpec("c.service", "no-such-user", launched=True)
    again = AccountSpec("d.service", "root", launched=False)
    assert to_try([known, unknown]) == [known]
    assert to_try([known, unknown, launched, again]) == [known, launched]
