"""Strict reading of configuration files: every value is its text, every key must be known."""

import datetime
import re

import yaml


class Unreadable(Exception):
    """A file that this checker does not wholly understand: it must not be judged by half."""


class _Loader(yaml.BaseLoader):
    """Texts only, and no key twice."""


def _mapping(loader, node):
    pairs = [(loader.construct_object(k, True), loader.construct_object(v, True)) for k, v in node.value]
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise Unreadable(f"line {node.start_mark.line + 1}: '{name}' is given twice")
    return dict(pairs)


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def load(path):
    with open(path, encoding="utf-8") as file:
        return yaml.load(file, Loader=_Loader)


def keys(where, mapping, known):
    """Fails on a mapping that says something else than `known`."""
    if not isinstance(mapping, dict):
        raise Unreadable(f"{where}: a mapping is expected, not {mapping!r}")
    for key in mapping:
        if key not in known:
            raise Unreadable(f"{where}: the checker does not know the key '{key}'")
    return mapping


def words(value):
    """A list of texts; one text stands for a list of one."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def known_words(where, value, known):
    """The same, of a closed list."""
    found = words(value)
    for word in found:
        if word not in known:
            raise Unreadable(f"{where}: the checker does not know '{word}'")
    return found


def flag(where, text):
    if text not in ("true", "false"):
        raise Unreadable(f"{where}: true or false is expected, not {text!r}")
    return text == "true"


_UNITS = {"ms": 0.001, "s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}


def seconds(where, text):
    match = re.fullmatch(r"(\d+)(ms|s|m|min|h|d)", text)
    if not match:
        raise Unreadable(f"{where}: '{text}' is no length of time")
    return int(match[1]) * _UNITS[match[2]]


def minute(where, text):
    match = re.fullmatch(r"(\d{1,2}):(\d\d)", text.strip())
    if not match:
        raise Unreadable(f"{where}: '{text}' is no time of day")
    return int(match[1]) * 60 + int(match[2])


def minutes(where, text):
    """`08:00-22:00` as minutes after midnight; crosses it where the second is smaller."""
    parts = text.split("-")
    if len(parts) != 2:
        raise Unreadable(f"{where}: '{text}' is no range of the day")
    return minute(where, parts[0]), minute(where, parts[1])


def date(where, text):
    try:
        return datetime.date.fromisoformat(text.strip())
    except ValueError:
        raise Unreadable(f"{where}: '{text}' is no date") from None


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
