"""Work for later: asking readers what they think."""

from procrastinate.contrib.django import app

from reviews import inviting


@app.periodic(cron="15 10 * * *")
@app.task(queue="shop", queueing_lock="reviews.invite")
def invite(timestamp: int) -> None:
    """Every morning: who has had a book for some days."""
    inviting.invite()
