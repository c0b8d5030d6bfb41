"""``python -m scanner`` does what ``suanbei`` does."""

from scanner.cli import main

raise SystemExit(main())
