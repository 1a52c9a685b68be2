"""Campaign files: YAML written with comments beside its entries, and read so that every fault has a line."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from extraction.campaign_format import campaign_from_dict
from extraction.errors import CampaignError
from service.errors import CampaignFileRefused
from service.foreign import ForeignFault, in_child
from service.workers import Parts

WIDTH = 110
MOST_COUNTED = 10**18
_FAULTS = (  # of PyYAML at bad text and at tags whose value is none of their kind
    yaml.YAMLError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
LARGEST_CAMPAIGN_BYTES = 4 * 1024 * 1024  # those that come with the program have 20 kB

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_PLAIN = re.compile(r"^[^\W\d_][\w ()./;–-]*$")
_WORDS_OF_YAML = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n", "none"})


def write_campaign(data: Mapping[str, Any], comments: Mapping[str, str] | None = None) -> str:
    """A campaign file.

    Args:
        data: As ``campaign_to_dict`` gives it.
        comments: A remark for a path of the file ("deadlines[0]", "outline[1].children[0]", "number"); it
            stands in the line above its entry. The empty path is the head of the file.
    """
    told = comments or {}
    lines = [f"# {line}" for line in told.get("", "").splitlines()]
    lines += _mapping(data, "", 0, told)
    return "\n".join(lines) + "\n"


class _Loader(yaml.SafeLoader):
    """Plain YAML without aliases: nine lines of them stand for a thousand million entries."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "an alias (*) is not taken", mark)
        return super().compose_node(parent, index)


def take_campaign(data: bytes, name: str) -> dict[str, Any]:
    """The plain data of a campaign file that somebody brings: ``read_campaign`` in a child process.

    Raises:
        CampaignFileRefused: As of ``read_campaign``; or it is larger than any campaign, or more than a child
            can bear.
    """
    if len(data) > LARGEST_CAMPAIGN_BYTES:
        raise _refused(name, f"> {LARGEST_CAMPAIGN_BYTES >> 20} MiB")
    errors = {CampaignFileRefused.code: CampaignFileRefused}
    try:
        found: dict[str, Any] = in_child("campaign", {"name": name}, data, errors=errors).head["campaign"]
    except ForeignFault as error:
        raise _refused(name, error.fault) from error
    return found


def campaign_task(request: Parts) -> Parts:
    """In the child."""
    name = str(request.head["name"])
    try:
        text = request.blobs[0].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CampaignFileRefused(file=name, line=1, entry="–", expected="UTF-8", found="–") from error
    return Parts({"campaign": read_campaign(text, name)})


def read_campaign(text: str, name: str = "campaign.yaml") -> dict[str, Any]:
    """The plain data of a campaign file; dates as ISO text.

    Raises:
        CampaignFileRefused: It is no YAML, or breaks the format; the facts name line, entry and what is
            expected there.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
        data = _plain(yaml.load(text, Loader=_Loader))
    except _FAULTS as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise CampaignFileRefused(
            file=name, line=mark.line + 1 if mark else 1, entry="–", expected="YAML", found=str(said)[:120]
        ) from error
    try:
        if not isinstance(data, dict):
            raise CampaignError("campaign", "a mapping of keys to values", data)
        campaign_from_dict(data)
    except CampaignError as error:
        raise CampaignFileRefused(
            file=name,
            line=_line_of(node, error.key),
            entry=error.key,
            expected=error.expected,
            found="–" if error.found is None else str(error.found)[:60],
        ) from error
    return data


def _refused(name: str, found: str) -> CampaignFileRefused:
    return CampaignFileRefused(file=name, line=1, entry="–", expected="YAML", found=found)


def _line_of(node: yaml.Node | None, key: str) -> int:
    """The line of an entry, or of the nearest one above it that the file has; lines count from 1."""
    line = 1
    for name, index in _STEP.findall(key):
        below = None
        if isinstance(node, yaml.MappingNode) and name:
            for written, value in node.value:
                if written.value == name:
                    line, below = written.start_mark.line + 1, value
        elif isinstance(node, yaml.SequenceNode) and index and int(index) < len(node.value):
            below = node.value[int(index)]
            line = below.start_mark.line + 1
        if below is None:
            break
        node = below
    return line


def _mapping(data: Mapping[str, Any], path: str, indent: int, told: Mapping[str, str]) -> Iterator[str]:
    pad = "  " * indent
    for key, value in data.items():
        here = f"{path}.{key}" if path else key
        yield from (f"{pad}# {line}" for line in told.get(here, "").splitlines())
        if isinstance(value, Mapping) and value:
            yield f"{pad}{key}:"
            yield from _mapping(value, here, indent + 1, told)
        elif isinstance(value, list) and value and not all(isinstance(v, str) for v in value):
            yield f"{pad}{key}:"
            for i, item in enumerate(value):
                yield from _item(item, f"{here}[{i}]", indent + 1, told)
        elif isinstance(value, list) and value:
            short = f"{pad}{key}: [{', '.join(_scalar(v) for v in value)}]"
            if len(short) <= WIDTH:
                yield short
            else:
                yield f"{pad}{key}:"
                yield from (f"{pad}  - {_scalar(v)}" for v in value)
        else:
            yield f"{pad}{key}: {_scalar(value)}"


def _item(item: Any, path: str, indent: int, told: Mapping[str, str]) -> Iterator[str]:
    pad = "  " * indent
    yield from (f"{pad}# {line}" for line in told.get(path, "").splitlines())
    if not isinstance(item, Mapping):
        yield f"{pad}- {_scalar(item)}"
        return
    first = True
    for line in _mapping(item, path, indent + 1, told):
        comment = line.lstrip().startswith("#")
        yield f"{pad}- {line[len(pad) + 2 :]}" if first and not comment else line
        first = first and comment


def _scalar(value: Any) -> str:
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        plain = _PLAIN.match(value) and value == value.strip()
        return (
            value if plain and value.lower() not in _WORDS_OF_YAML else json.dumps(value, ensure_ascii=False)
        )
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _plain(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    if isinstance(data, int) and abs(data) > MOST_COUNTED:
        raise ValueError("a number beyond all that is counted")  # Python would not even write it out
    return data.isoformat() if isinstance(data, dt.date) else data
