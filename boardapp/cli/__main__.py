"""`python -m boardapp.cli`, where the script `boardapp` is not installed."""

from boardapp.cli import main

if __name__ == "__main__":
    main()
