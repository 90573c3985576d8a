"""Times as the rest of the shop says them, where Django writes one of its own accord: in the back office."""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j M Y, H:i"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"
