"""The doors: HTTP and WebSocket. They decide nothing."""
