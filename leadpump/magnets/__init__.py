"""What a site's pages show of lead magnets, declared or not."""
