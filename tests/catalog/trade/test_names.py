import pytest

from catalog.trade.names import filed_under


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Jane Austen", "Austen, Jane"),
        ("Ursula K. Le Guin", "Le Guin, Ursula K."),
        ("Homer", "Homer"),
        ("Daphne du Maurier", "du Maurier, Daphne"),
        ("Kurt Vonnegut Jr.", "Vonnegut, Kurt Jr."),
        ("Émile Zola", "Zola, Émile"),
        ("村上春樹", "村上春樹"),
        ("نجيب محفوظ", "نجيب محفوظ"),
    ],
)
def test_a_person_is_filed_under_the_surname(name, key):
    assert filed_under(name) == key
