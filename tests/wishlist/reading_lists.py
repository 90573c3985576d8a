"""Files as Goodreads and StoryGraph write them, with the odd quoting of the first."""

import csv
import io

GOODREADS = [
    "Book Id", "Title", "Author", "Author l-f", "Additional Authors", "ISBN", "ISBN13", "My Rating", "Average Rating",
    "Publisher", "Binding", "Number of Pages", "Year Published", "Original Publication Year", "Date Read", "Date Added",
    "Bookshelves", "Bookshelves with positions", "Exclusive Shelf", "My Review", "Spoiler", "Private Notes",
    "Read Count", "Owned Copies",
]  # fmt: skip
STORYGRAPH = [
    "Title", "Authors", "Contributors", "ISBN/UID", "Format", "Read Status", "Date Added", "Last Date Read",
    "Dates Read", "Read Count", "Moods", "Pace", "Star Rating", "Review", "Content Warnings", "Tags", "Owned?",
]  # fmt: skip


def quoted(text: str) -> str:
    """Only where a comma, a quotation mark or a new line asks for it."""
    return '"' + text.replace('"', '""') + '"' if any(each in text for each in ',"\n') else text


def goodreads_line(title, author="", *, isbn10="", isbn13="", shelf="to-read", review="", number=1) -> str:
    """The numbers stand as ="…", unquoted, which is no proper CSV."""
    said = {
        "Book Id": str(number),
        "Title": quoted(title),
        "Author": quoted(author),
        "ISBN": f'="{isbn10}"',
        "ISBN13": f'="{isbn13}"',
        "Date Added": "2024/03/09",
        "Bookshelves": quoted(shelf),
        "Exclusive Shelf": shelf,
        "My Review": quoted(review),
    }
    return ",".join(said.get(name, "") for name in GOODREADS)


def goodreads(*lines: str) -> bytes:
    return "\n".join([",".join(GOODREADS), *lines, ""]).encode()


def storygraph(*books: dict[str, str]) -> bytes:
    file = io.StringIO()
    table = csv.DictWriter(file, STORYGRAPH, restval="")
    table.writeheader()
    table.writerows(books)
    return file.getvalue().encode()
