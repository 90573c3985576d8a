"""Gift cards: their codes, their ledger, selling them, and paying with them."""
