"""What the shop has to tell people: each thing once, in their inbox here and, as they wish, by mail.

Floors above say `from notices.telling import tell` and register their kinds of news in `notices.kinds`.
"""
