"""`python -m hotich.cli`."""

from hotich.cli import main

main()
