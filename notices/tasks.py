"""Work for later: notices become mails."""

from procrastinate.contrib.django import app

from notices import sending


@app.task(queue="mail")
def send_notices(keys: list[str]) -> None:
    sending.send(keys)


@app.periodic(cron="* * * * *")
@app.task(queue="mail", queueing_lock="notices.send_due")
def send_due_notices(timestamp: int) -> None:
    """Every minute: digests, and mails that waited for the end of somebody's quiet hours."""
    sending.send_due()
