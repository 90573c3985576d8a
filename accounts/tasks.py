"""Work for later: what nobody came back for is forgotten, and whoever wants to be."""

from procrastinate.contrib.django import app

from accounts import devices, erasing, pressed


@app.periodic(cron="25 * * * *")
@app.task(queue="shop", queueing_lock="accounts.forget_presses")
def forget_presses(timestamp: int) -> None:
    """Every hour: what strangers pressed and did not sign in for."""
    pressed.forget_old()


@app.periodic(cron="20 2 * * *")
@app.task(queue="shop", queueing_lock="accounts.forget_sessions")
def forget_sessions(timestamp: int) -> None:
    """Every night: sessions that have run out."""
    devices.forget_ended()


@app.periodic(cron="40 * * * *")
@app.task(queue="shop", queueing_lock="accounts.erase_due")
def erase_due(timestamp: int) -> None:
    """Every hour: who has thought it over for a week is forgotten."""
    erasing.erase_due()
