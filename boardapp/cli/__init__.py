"""The command line: the same commands as in a browser, on the same database, also while the server runs."""

import click

from boardapp import __version__
from boardapp.cli import answers, boards, checks, demo, exporting, importing, people, server

_HELP = """Trois Temps: rank what a team does for its customers into Do Now, Do Next, Do Later.

Commands work while the server runs. BOARD is a board's number, as `boardapp board list` shows it. Settings come from
the environment (BOARDAPP_…, see README).

\b
Exit codes:
  0  done
  1  refused, or a check failed: one sentence on standard error says why, nothing was saved
  2  wrong usage, or a setting that cannot be used
  3  the database is not ready: not migrated, not reachable, busy, full or read-only
  4  a fault of the program itself
"""


@click.group(cls=answers.Commands, help=_HELP, context_settings={"max_content_width": 100})
@click.version_option(__version__, prog_name="boardapp")
def main() -> None:
    """The door to all commands; its help is `_HELP`."""


for command in (
    server.serve,
    server.migrate,
    demo.demo,
    people.user,
    boards.board,
    importing.import_,
    exporting.export,
    checks.verify,
    checks.doctor,
):
    main.add_command(command)
