"""Wake-ups and live streams between the parts of one process."""
