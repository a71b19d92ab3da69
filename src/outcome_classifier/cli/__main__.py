"""Run the command line with ``python -m outcome_classifier.cli``."""

from . import main

main()
