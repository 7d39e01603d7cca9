"""README tells every setting with its default, every command with its options, and the exit codes."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from boardapp import config
from boardapp.cli import answers, main
from boardapp.cli.address import DEFAULT_PORT

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
SETTINGS = dict(re.findall(r"^\| `BOARDAPP_(\w+)` \| ([^|]+) \| [^|]{10,} \|$", README, re.MULTILINE))
COMMANDS = README.split("## Command line")[1].split("\n## ")[0]
LITERAL = {
    "INSTANCE": "./instance",
    "HOST": config.read({}).host,
    "PORT": str(DEFAULT_PORT),
    "PROXY_HOPS": str(config.read({}).proxy_hops),
    "SIGNUP": config.read({}).signup,
    "DEFAULT_LOCALE": config.read({}).default_locale,
    "THREADS": str(config.read({}).threads),
}


def commands(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}{name} ")
        else:
            yield f"{path}{name}", command


def test_every_setting_is_told_and_no_other():
    assert SETTINGS.keys() == {name.upper() for name in config.Settings.__dataclass_fields__}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_default_is_the_one_of_the_code(name):
    told = re.match(r"`([^`]+)`", SETTINGS[name])
    assert (told and told[1]) == LITERAL.get(name)


def test_settings_without_a_value_of_their_own_have_none_in_the_code():
    settings = config.read({})
    assert (settings.secret_key, settings.base_url, settings.trusted_hosts, settings.port) == (None, None, (), None)
    assert settings.instance == Path.cwd() / LITERAL["INSTANCE"]
    assert settings.timezone == config.machine_timezone()


@pytest.mark.parametrize(("name", "command"), list(commands(main)))
def test_a_command_is_told_with_its_options(name, command):
    (row,) = re.findall(rf"^\| `({name}\b.*)` \| .+ \|$", COMMANDS, re.MULTILINE)
    options = {option for each in command.params if isinstance(each, click.Option) for option in each.opts[:1]}
    assert options - {"--json", "-o"} == set(re.findall(r"--[\w-]+", row))
    assert [each.human_readable_name for each in command.params if isinstance(each, click.Argument)] == re.findall(
        r"\b[A-Z]{3,}\b", re.sub(r"\[.*?\]|--\S+ \S+", "", row)
    )


def test_no_command_is_told_that_is_not_there():
    told = re.findall(r"^\| `([a-z-]+(?: [a-z-]+)?)\b[^`]*` \|", COMMANDS, re.MULTILINE)
    assert sorted(told) == sorted(name for name, _ in commands(main))


def test_the_exit_codes_are_told():
    told = re.search(r"Exit codes: (.*?)\n\n", README, re.DOTALL)[1]
    codes = [0, *(kind.exit_code for kind in (answers.Failure, answers.Misuse, answers.Unready, answers.Fault))]
    assert [int(code) for code in re.findall(r"\b\d\b", told)] == codes
