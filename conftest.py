"""Load the guard that lets no skip and no unexpected log line pass."""

pytest_plugins = ["tools.pytest_guard"]
