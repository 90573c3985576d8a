"""Work for later: telling readers what became of the books on their lists."""

from procrastinate.contrib.django import app

from wishlist import happening, importing
from wishlist.models import Happening, ReadingImport


@app.task(queue="shop")
def tell(pk: int) -> None:
    if found := Happening.objects.filter(pk=pk).first():
        happening.tell(found)


@app.periodic(cron="*/10 * * * *")
@app.task(queue="shop", queueing_lock="wishlist.tell_the_rest")
def tell_the_rest(timestamp: int) -> None:
    """Every ten minutes: news whose job was lost."""
    happening.tell_the_rest()


@app.task(queue="shop")
def bring_along(pk: int) -> None:
    """A reading list onto lists; begun again after a death, it goes on where it was."""
    if found := ReadingImport.objects.filter(pk=pk).first():
        importing.bring_along(found)
