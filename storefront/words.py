"""Numbers of things, as people say them."""


def counted(number: int, one: str, many: str) -> str:
    """“no copies”, “1 copy”, “12 copies”."""
    if number == 0:
        return f"no {many}"
    return f"{number:,} {one if number == 1 else many}"
