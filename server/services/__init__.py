"""Services: the use cases, one noun a file; they reach the world only through ports."""
