"""“Readers also bought”: which works the same people buy. Counted here, where the orders are; kept in the catalogue.

A work is counted anew when somebody has bought it since the last count, from its latest orders alone. So a night costs
what the day has sold, however old the shop and however large its catalogue.
"""

from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from catalog.models import AlsoBought
from catalog.models.recommendations import MOST

LATEST = 500  # orders of a work that are looked at
A_LIBRARY = 30  # works in one order, from which on it says nothing about taste
AT_LEAST = 2  # people: what one person alone has bought is nobody's business
EVER = datetime(1, 1, 1, tzinfo=UTC)
OVERLAP = timedelta(hours=1)  # for payments that were being written down during the last count

# Works that were bought since a moment.
BOUGHT_SINCE = """
    SELECT DISTINCT book.work_id
    FROM orders_order o
    JOIN orders_orderline line ON line.order_id = o.id
    JOIN catalog_book book ON book.id = line.book_id
    WHERE o.paid_at >= %s
"""

# What the buyers of each have in the same orders. A person counts once for a pair, however often they bought it. What
# everybody buys anyway is weighed down by the root of its own buyers, or a bestseller would stand beside every book.
COUNT = """
    WITH latest AS MATERIALIZED (
        SELECT work.id AS work_id, recent.order_id, recent.buyer
        FROM unnest(%(works)s::bigint[]) AS work(id)
        CROSS JOIN LATERAL (
            SELECT o.id AS order_id, coalesce(o.customer_id::text, lower(o.email)) AS buyer
            FROM catalog_book book
            JOIN orders_orderline line ON line.book_id = book.id AND line.cancelled_at IS NULL
            JOIN orders_order o ON o.id = line.order_id AND o.paid_at IS NOT NULL
            WHERE book.work_id = work.id
            GROUP BY o.id
            ORDER BY o.id DESC
            LIMIT %(latest)s
        ) recent
    ),
    baskets AS MATERIALIZED (
        SELECT line.order_id, array_agg(DISTINCT book.work_id) AS works
        FROM orders_orderline line
        JOIN catalog_book book ON book.id = line.book_id
        WHERE line.order_id IN (SELECT order_id FROM latest) AND line.cancelled_at IS NULL
        GROUP BY line.order_id
        HAVING count(DISTINCT book.work_id) BETWEEN 2 AND %(a_library)s
    ),
    pairs AS MATERIALIZED (
        SELECT latest.work_id, beside.other_id, count(DISTINCT latest.buyer) AS buyers
        FROM latest
        JOIN baskets ON baskets.order_id = latest.order_id
        CROSS JOIN LATERAL unnest(baskets.works) AS beside(other_id)
        WHERE beside.other_id <> latest.work_id
        GROUP BY latest.work_id, beside.other_id
        HAVING count(DISTINCT latest.buyer) >= %(at_least)s
    ),
    popular AS MATERIALIZED (
        SELECT book.work_id, count(*) AS orders
        FROM orders_orderline line
        JOIN catalog_book book ON book.id = line.book_id
        WHERE book.work_id IN (SELECT other_id FROM pairs)
        GROUP BY book.work_id
    ),
    ranked AS (
        SELECT pairs.*, row_number() OVER (
            PARTITION BY pairs.work_id ORDER BY buyers / sqrt(popular.orders) DESC, buyers DESC, pairs.other_id
        ) AS position
        FROM pairs
        JOIN popular ON popular.work_id = pairs.other_id
    )
    INSERT INTO catalog_alsobought (work_id, other_id, position, buyers, counted_at)
    SELECT work_id, other_id, position, buyers, %(now)s FROM ranked WHERE position <= %(most)s
"""


@transaction.atomic
def count_also_bought(now: datetime | None = None) -> int:
    """Count anew what was bought since the last count. How many rows were written.

    Of two at once the second waits, and counts the same again.
    """
    now = now or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('orders.affinity'))")
        last = AlsoBought.objects.aggregate(last=Max("counted_at"))["last"]
        cursor.execute(BOUGHT_SINCE, [last - OVERLAP if last else EVER])
        works = [work for (work,) in cursor.fetchall()]
        AlsoBought.objects.filter(work__in=works).delete()
        said = {"works": works, "now": now, "latest": LATEST, "a_library": A_LIBRARY, "at_least": AT_LEAST}
        cursor.execute(COUNT, {**said, "most": MOST})
        return cursor.rowcount
