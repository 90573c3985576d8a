"""The catalogue and its supply. Books first; then the copies of them."""

from catalog.models.books import Book, BookGenre, Contribution, PriceChange, SeriesVolume, Work
from catalog.models.events import Event
from catalog.models.filing import Contributor, Genre, Publisher, Series
from catalog.models.listing import Listing
from catalog.models.questions import Question
from catalog.models.recommendations import AlsoBought
from catalog.models.search import SearchDocument, SearchWord
from catalog.models.shelves import Shelf, ShelfBook
from catalog.models.supply import (
    Branch,
    HeldCopies,
    Hold,
    OpeningHours,
    Stock,
    StockMovement,
    Supplier,
    SupplierOffer,
)
from catalog.models.tallies import Tally
from catalog.models.trade import ImportChange, ImportProblem, ImportRun, StaffEdit, TradeRecord

__all__ = [
    "AlsoBought",
    "Book",
    "BookGenre",
    "Branch",
    "Contribution",
    "Contributor",
    "Event",
    "Genre",
    "HeldCopies",
    "Hold",
    "ImportChange",
    "ImportProblem",
    "ImportRun",
    "Listing",
    "OpeningHours",
    "PriceChange",
    "Publisher",
    "Question",
    "SearchDocument",
    "SearchWord",
    "Series",
    "SeriesVolume",
    "Shelf",
    "ShelfBook",
    "StaffEdit",
    "Stock",
    "StockMovement",
    "Supplier",
    "SupplierOffer",
    "Tally",
    "TradeRecord",
    "Work",
]
