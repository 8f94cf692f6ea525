"""`python -m textmine`: the command where its script is not on the path."""

import sys

from textmine.cli import main

if __name__ == "__main__":
    sys.exit(main())
