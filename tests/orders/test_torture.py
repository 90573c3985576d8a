"""A short bad day; `make torture` has a long one."""

import pytest

from bench.torture import Plan, carry_out


@pytest.mark.waits
@pytest.mark.django_db(transaction=True)
def test_after_a_bad_day_everything_adds_up(real_queue):
    _, table = carry_out(Plan(buyers=12, titles=3, copies=4, kills=2))

    assert [row for row in table if row[1] != row[2]] == []
    assert {what: found for what, found, _ in table}["pennies the provider has"] > 0
