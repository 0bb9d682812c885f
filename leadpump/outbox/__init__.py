"""E-mails on their way out: the mail server, and what every message has; what they say is digests' and receivers'."""
