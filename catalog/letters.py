"""What all that compares or names by letters knows of them."""

# Latin letters that do not come apart into a letter and its accent.
WHOLE = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n"}
)
