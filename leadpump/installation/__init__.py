"""What tells whether a site's tag works: what has arrived of it, and what was refused."""
