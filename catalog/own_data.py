"""What the catalogue keeps of a person (accounts/personal_data.py)."""

from __future__ import annotations

from accounts.models import User
from accounts.personal_data import Part, Records
from catalog.models import Question


def _questions(person: User) -> Records:
    return [
        {
            "name": question.name,
            "question": question.message,
            "about": question.book.title if question.book else question.searched,
            "asked_at": question.asked_at,
            "answered_at": question.answered_at,
        }
        for question in Question.objects.filter(email__iexact=person.email).select_related("book")
    ]


def _erase(person: User) -> None:
    Question.objects.filter(email__iexact=person.email).delete()


PARTS = [
    Part(
        name="questions",
        title="Questions to our booksellers",
        at=60,
        export=_questions,
        erase=_erase,
        goes="What you asked our booksellers here. Mails that we wrote to each other are in our post.",
    )
]
