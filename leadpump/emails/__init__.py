"""What e-mail tools export: who got which e-mail and what became of it, or how many did."""
