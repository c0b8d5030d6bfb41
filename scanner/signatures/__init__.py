"""What people do with signatures themselves: list them, show one, try their examples."""
