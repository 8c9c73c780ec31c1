"""The command line: `hotich …`. Thin; the work is in `hotich.jobs` and below."""


def main() -> None:
    """Run the command line."""
    from hotich.cli.app import app

    app()
