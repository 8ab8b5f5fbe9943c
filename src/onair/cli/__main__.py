"""`python -m onair.cli`."""

from onair.cli import main

if __name__ == "__main__":
    main(prog_name="onair")
