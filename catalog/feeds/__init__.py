"""The catalogue for others to read: search engines, feed readers, reading apps, shopping sites, the trade."""
