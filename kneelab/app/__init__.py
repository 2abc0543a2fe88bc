"""Landing page, page template and themes, server."""
