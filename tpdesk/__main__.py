"""`python -m tpdesk` and the `tpdesk` command."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from tpdesk.cli import run

    run()


if __name__ == "__main__":
    main()
