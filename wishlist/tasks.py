"""Work for later: telling readers what became of the books on their lists."""

from procrastinate.contrib.django import app

from wishlist import happening
from wishlist.models import Happening


@app.task(queue="shop")
def tell(pk: int) -> None:
    if found := Happening.objects.filter(pk=pk).first():
        happening.tell(found)


@app.periodic(cron="*/10 * * * *")
@app.task(queue="shop", queueing_lock="wishlist.tell_the_rest")
def tell_the_rest(timestamp: int) -> None:
    """Every ten minutes: news whose job was lost."""
    happening.tell_the_rest()
