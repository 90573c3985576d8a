"""Places in the queue for books that are not out yet, or sold out. The copies are catalog.stock's to give."""
