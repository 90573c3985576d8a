"""The trade's own data coming in. Readers turn files into records; one bulk path lays records into the catalogue."""
