"""What the handler of the last call was handed, after the framework's own parsing, and the answers of tomorrow."""

import datetime as dt
import enum
import hashlib
import json

LAST = {}
ENUMS = {"music", "news", "radio play"}
MAPS = {"labels"}
COUNT = [0]


def told(name, kind, content):
    """A file by what can be said of it."""
    return {"name": name, "type": kind, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def plain(value):
    if hasattr(value, "content_type") and hasattr(value, "stream"):
        return told(value.filename, value.content_type, value.read())
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(item) for item in value]
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, enum.Enum):
        return value.value
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)


def handed(operation, path=None, query=None, headers=None, cookies=None, body=None):
    given = {"path": path or {}, "query": query or {}, "headers": headers or {}, "cookies": cookies or {}, "body": body}
    LAST.clear()
    LAST.update(plain({"operation": operation, **given}))


def changed(value, turn, in_map=False):
    if isinstance(value, list):
        return [changed(item, turn) for item in value]
    if isinstance(value, dict):
        found = {name: changed(item, turn, name in MAPS) for name, item in value.items()}
        if not in_map:
            found["member_of_tomorrow"] = {"nested": [1, 2.5, "x", None, {}]}
        return found
    return "of_tomorrow" if turn == 1 and value in ENUMS else value


def tomorrow(response):
    """Adds an unknown member to each object; every second answer has an unknown value of an enum."""
    from flask import request

    if response.is_json and not request.path.startswith(("/-/", "/openapi.json")):
        COUNT[0] += 1
        response.set_data(json.dumps(changed(json.loads(response.get_data()), COUNT[0] % 2)))
    return response
