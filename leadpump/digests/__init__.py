"""A site's figures by e-mail, every week or month: when they are due, what they say, how they get there."""
