"""Work for later: what nobody came back for is forgotten."""

from procrastinate.contrib.django import app

from accounts import pressed


@app.periodic(cron="25 * * * *")
@app.task(queue="shop", queueing_lock="accounts.forget_presses")
def forget_presses(timestamp: int) -> None:
    """Every hour: what strangers pressed and did not sign in for."""
    pressed.forget_old()
