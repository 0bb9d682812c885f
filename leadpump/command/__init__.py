"""What `leadpump` can be told to do, a module a command."""
