"""The readable end of an address, in the letters of its name."""

from datetime import date
from urllib.parse import quote

import pytest

from catalog import structured
from catalog.models import Genre
from catalog.slugs import slug_of
from tests.catalog.factories import BookFactory, ContributorFactory, GenreFactory, PublisherFactory, SeriesFactory

KINDS = {
    "genres": (GenreFactory, "code"),
    "authors": (ContributorFactory, "pk"),
    "series": (SeriesFactory, "pk"),
    "publishers": (PublisherFactory, "pk"),
}
OTHERS = ["שלום עליכם", "نجيب محفوظ", "Лев Толстой", "村上春樹"]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("The Hobbit; or, There and Back Again", "the-hobbit-or-there-and-back-again"),
        ("  --Well_told--  ", "well_told"),
        ("Gabriel García Márquez", "gabriel-garcia-marquez"),
        ("Łódź, Straße, Ørsted, Æther", "lodz-strasse-orsted-aether"),
        ("İstanbul ve Iğdır", "istanbul-ve-igdir"),
        ("1939–1945", "1939-1945"),
        ("Война и мiръ", "война-и-мiръ"),
        ("\u0418\u0306од", "йод"),  # written in two characters
        ("Όμηρος", "όμηρος"),
        ("תֵּל־אָבִיב", "תל-אביב"),  # points are for beginners; a maqaf is a hyphen
        ("مُحَمَّد", "محمد"),
        ("हिन्दी कहानी", "हिन्दी-कहानी"),  # whose vowels are marks
        ("น้ำตา", "น้ำตา"),
        ("村上春樹", "村上春樹"),
        ("ガラスの仮面", "ガラスの仮面"),
        ("Anna Karénina (Анна Каренина)", "anna-karenina-анна-каренина"),
        ("\u202eabc\u200b", "abc"),
        ("?!", "-"),
        ("📚", "-"),
        ("x" * 79 + " yz", "x" * 79),
    ],
)
def test_a_slug_can_be_read_in_the_letters_of_its_name(name, slug):
    assert slug_of(name) == slug


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", OTHERS)
def test_a_name_of_another_script_is_its_address(client, kind, name):
    make, key = KINDS[kind]
    thing = make(name=name)
    path = f"/{kind}/{getattr(thing, key)}/{quote(name.lower().replace(' ', '-'))}/"

    page = client.get(thing.get_absolute_url())

    assert thing.get_absolute_url() == path
    assert page.status_code == 200
    assert f'<link rel="canonical" href="http://testserver{path}">' in page.content.decode()


@pytest.mark.django_db
def test_a_book_of_another_script_has_one_address_everywhere(client, settings):
    settings.MERCHANT_COMPOSED_COVERS = True
    book = BookFactory(title="Война и мир", by=["Лев Толстой"], published_on=date(1869, 1, 1), stock=1)
    path = f"/books/{book.isbn13}/{quote('война-и-мир')}/"

    assert client.get(f"/books/{book.isbn13}/").headers["Location"] == path
    assert structured.of_book(book, [])["url"].endswith(path)
    for address in (path, "/sitemap-books-1.xml", "/feeds/new.atom", "/feeds/merchant.xml"):
        page = client.get(address)
        said = b"".join(page.streaming_content) if page.streaming else page.content
        assert f"http://testserver{path}".encode() in said


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rest", ["", "wrong/", "-/"])
def test_an_address_without_its_name_leads_to_the_whole_one_for_good(client, kind, rest):
    make, key = KINDS[kind]
    thing = make(name="Nordic tales")

    response = client.get(f"/{kind}/{getattr(thing, key)}/{rest}?page=2&format=ebook")

    assert response.status_code == 301
    assert response.headers["Location"] == f"{thing.get_absolute_url()}?page=2&format=ebook"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_there_has_no_address_without_its_name_either(client, kind):
    Genre.objects.all().delete()

    assert client.get(f"/{kind}/{'ZZZ' if kind == 'genres' else 2**40}/").status_code == 404
