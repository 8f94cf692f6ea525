"""The command as `python -m textmine`, where the folder of scripts is not on the path."""

import sys

from textmine.cli import main

sys.exit(main())
