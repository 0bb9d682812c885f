"""What is measured outside the site, and the histories of other counters, as people import them and write them in."""
