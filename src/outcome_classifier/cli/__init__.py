"""The command line: each command is one public call. Results on stdout, the rest on stderr.

Exit codes: 0 fine, 1 findings (only with ``--fail-on``), 2 wrong use, 3 could not run,
130 interrupted.
"""

from __future__ import annotations

import os
import sys

import typer

from .. import errors
from .comparing import compare
from .models import evaluate, train
from .records import audit, check, rules
from .statements import classify, quiz

app = typer.Typer(
    help="Tell personal outcomes from needs, resources and outputs, and check care records.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (classify, check, audit, compare, rules, quiz, train, evaluate):
    app.command()(command)


def main() -> None:
    """Run a command; errors become one sentence and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except errors.ValueRefused as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    except errors.OutcomeClassifierError as error:
        typer.echo(str(error), err=True)
        sys.exit(3)
    except OSError as error:
        typer.echo(f"The system refused: {error.strerror or type(error).__name__}.", err=True)
        sys.exit(3)
