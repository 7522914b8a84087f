"""What the handler of the last call was handed, after the framework's own parsing, and the answers of tomorrow."""

import datetime as dt
import hashlib
import json

from django.utils.duration import duration_iso_string
from rest_framework.utils.encoders import JSONEncoder

LAST = {}
ENUMS = {"flower", "herb", "tree", "sunny", "half shade", "dark"}
TAGS = {"packet", "tuber", "cutting"}


class Encoder(JSONEncoder):
    def default(self, value):
        if hasattr(value, "content_type") and hasattr(value, "chunks"):
            return told(value.name, value.content_type, value.read())
        if isinstance(value, dt.timedelta):
            return duration_iso_string(value)
        if isinstance(value, (set, frozenset)):
            return list(value)
        if isinstance(value, bytes):
            return told(None, None, value)
        return super().default(value)


def told(name, kind, content):
    """A file by what can be said of it."""
    return {"name": name, "type": kind, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def handed(operation, path=None, query=None, headers=None, cookies=None, body=None):
    given = {"path": path or {}, "query": query or {}, "headers": headers or {}, "cookies": cookies or {}, "body": body}
    LAST.clear()
    LAST.update(json.loads(json.dumps({"operation": operation, **given}, cls=Encoder)))


# Names of members that hold maps: what is added there is no unknown member.
MAPS = {"labels", "anything"}


class Tomorrow:
    """Adds an unknown member to each object; every third answer has an unknown value of an enum, or an unknown tag."""

    def __init__(self, get_response):
        self.get_response, self.count = get_response, 0

    def changed(self, value, turn, in_map=False):
        if isinstance(value, list):
            return [self.changed(item, turn) for item in value]
        if isinstance(value, dict):
            found = {name: self.changed(item, turn, name in MAPS) for name, item in value.items()}
            if turn == 2 and found.get("kind") in TAGS:
                found["kind"] = "tag_of_tomorrow"
            if not in_map:
                found["member_of_tomorrow"] = {"nested": [1, 2.5, "x", None, {}]}
            return found
        return "of_tomorrow" if turn == 1 and value in ENUMS else value

    def text(self, text, turn):
        try:
            return json.dumps(self.changed(json.loads(text), turn))
        except ValueError:
            return text

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith(("/-/", "/openapi.json")):
            return response
        turn, kind = self.count % 3, response.headers.get("Content-Type", "")
        self.count += 1
        if response.streaming:
            pieces = b"".join(response.streaming_content).decode("utf-8", "replace")
            if kind.startswith("text/event-stream"):
                pieces = "\n".join(
                    f"data: {self.text(line[6:], turn)}" if line.startswith("data: ") else line for line in pieces.split("\n")
                )
            elif kind.startswith("application/jsonl"):
                pieces = "\n".join(self.text(line, turn) if line else line for line in pieces.split("\n"))
            response.streaming_content = [pieces.encode()]
        elif kind.startswith("application/json") and response.content:
            response.content = self.text(response.content.decode(), turn).encode()
            response.headers["Content-Length"] = str(len(response.content))
        return response
