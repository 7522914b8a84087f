"""What the handler of the last call was handed, after FastAPI's own parsing, and the answers of tomorrow.

Handlers are wrapped by `recorded`; what they get is written down by the names and places of the document.
"""

import functools
import hashlib
import inspect
import json
import os
from enum import Enum
from typing import Any

from fastapi import FastAPI, Request, Response, UploadFile
from pydantic import BaseModel, RootModel, TypeAdapter

ANYTHING = TypeAdapter(Any, config={"ser_json_bytes": "base64"})
LAST: dict[str, Any] = {}
ROUTES: dict[Any, Any] = {}


def plain(value: Any) -> Any:
    """A value as JSON. Files are told from others before."""
    if isinstance(value, dict):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, bytes):
        return {"size": len(value), "sha256": hashlib.sha256(value).hexdigest()}
    if isinstance(value, RootModel):
        return plain(value.root)
    if isinstance(value, BaseModel):
        files = {name: plain(item) for name, item in value if has_file(item)}
        rest = value.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude=set(files))
        return {**rest, **files}
    if isinstance(value, dict) and "sha256" in value:
        return value
    return ANYTHING.dump_python(value, mode="json", by_alias=True)


def has_file(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(has_file(item) for item in value)
    return isinstance(value, (bytes, Told))


class Told(dict):
    """A file by what can be said of it."""


async def told(value: Any, uploads: list[Any]) -> Any:
    """Files as name, type, size and hash. A handler that takes bytes has the uploads themselves in its request."""
    if isinstance(value, bytes) and len(uploads) == 1:
        return Told(name=uploads[0].filename, type=uploads[0].content_type, **plain(value))
    if isinstance(value, list) and len(value) == len(uploads):
        return [await told(item, [upload]) for item, upload in zip(value, uploads)]
    if hasattr(value, "filename") and hasattr(value, "read"):
        content = await value.read()
        await value.seek(0)
        return Told(
            name=value.filename,
            type=value.content_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )
    if isinstance(value, list):
        return [await told(item, []) for item in value]
    if isinstance(value, BaseModel):
        found = {name: await told(item, []) for name, item in value}
        if any(has_file(item) for item in found.values()):
            return type(value).model_construct(**found)
    return value


async def uploads(kwargs: dict[str, Any]) -> Any:
    """The form of a handler that takes its request, too."""
    requests = [value for value in kwargs.values() if isinstance(value, Request)]
    return await requests[0].form() if requests else None


def recorded(handler: Any) -> Any:
    """The handler, with what it is handed written down first."""

    async def write_down(kwargs: dict[str, Any]) -> None:
        route = ROUTES[wrapped]
        dependant = route.dependant
        handed: dict[str, Any] = {"operation": route.operation_id or route.unique_id}
        for place, fields in [
            ("path", dependant.path_params),
            ("query", dependant.query_params),
            ("headers", dependant.header_params),
            ("cookies", dependant.cookie_params),
        ]:
            found: dict[str, Any] = {}
            for field in fields:
                value = plain(kwargs.get(field.name))
                if isinstance(kwargs.get(field.name), BaseModel):
                    found.update(value)
                else:
                    found[field.alias] = value
            handed[place] = found
        form = await uploads(kwargs) if dependant.body_params else None
        body = {
            field.alias: await told(kwargs.get(field.name), form.getlist(field.alias) if form else [])
            for field in dependant.body_params
        }
        whole = len(body) == 1 and not getattr(dependant.body_params[0].field_info, "embed", None)
        is_form = any(type(field.field_info).__name__ in ("Form", "File") for field in dependant.body_params)
        single = next(iter(body.values()), None)
        if whole and (not is_form or isinstance(single, BaseModel)):
            handed["body"] = plain(single)
        elif body:
            handed["body"] = plain(body)
        else:
            handed["body"] = None
        for name, value in kwargs.items():
            if isinstance(value, Request) and not body:
                raw = await value.body()
                handed["body"] = {"size": len(raw), "sha256": hashlib.sha256(raw).hexdigest()} if raw else None
        LAST.clear()
        LAST.update(handed)

    if inspect.isasyncgenfunction(handler):

        @functools.wraps(handler)
        async def wrapped(**kwargs: Any) -> Any:
            await write_down(kwargs)
            async for item in handler(**kwargs):
                yield item

    else:

        @functools.wraps(handler)
        async def wrapped(**kwargs: Any) -> Any:
            await write_down(kwargs)
            return await handler(**kwargs)

    return wrapped


# Names of members that hold maps: what is added there is no unknown member.
MAPS = {"stock", "labels", "notes_by_day", "prices", "nested_maps"}


class Tomorrow:
    """Adds to each JSON object a member that no document names; every third answer has unknown values of enums, and every
    third unknown tags of unions."""

    def __init__(self, app: Any, enums: set[str], tags: set[str]) -> None:
        self.app, self.enums, self.tags, self.count = app, enums, tags, 0

    def changed(self, value: Any, turn: int, in_map: bool = False) -> Any:
        if isinstance(value, list):
            return [self.changed(item, turn) for item in value]
        if isinstance(value, dict):
            found = {}
            for name, item in value.items():
                if turn == 1 and isinstance(item, str) and item in self.enums and name != "kind":
                    item = "of_tomorrow"
                if turn == 2 and name == "kind" and item in self.tags:
                    item = "tag_of_tomorrow"
                found[name] = self.changed(item, turn, name in MAPS)
            if not in_map:
                found["member_of_tomorrow"] = {"nested": [1, 2.5, "x", None, {}]}
            return found
        return value

    def text(self, text: str, turn: int) -> str:
        try:
            return json.dumps(self.changed(json.loads(text), turn))
        except ValueError:
            return text

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"].startswith(("/-/", "/openapi.json")):
            await self.app(scope, receive, send)
            return
        turn = self.count % 3
        self.count += 1
        start: dict[str, Any] = {}
        pieces: list[bytes] = []

        async def keep(message: Any) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            pieces.append(message.get("body", b""))
            if message.get("more_body"):
                return
            kind = dict(start["headers"]).get(b"content-type", b"").split(b";")[0]
            body = b"".join(pieces)
            if kind == b"application/json":
                body = self.text(body.decode(), turn).encode()
            elif kind == b"application/jsonl":
                lines = body.decode().split("\n")
                body = "\n".join(self.text(line, turn) if line else line for line in lines).encode()
            elif kind == b"text/event-stream":
                lines = body.decode().split("\n")
                marked = [f"data: {self.text(line[6:], turn)}" if line.startswith("data: ") else line for line in lines]
                body = "\n".join(marked).encode()
            headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
            if start["status"] not in (204, 304):
                headers.append((b"content-length", str(len(body)).encode()))
            await send({**start, "headers": headers})
            await send({"type": "http.response.body", "body": body})

        await self.app(scope, receive, keep)


def finish(app: FastAPI, enums: list[type[Enum]], tags: set[str]) -> None:
    """Adds what is outside of the document, once all handlers are there."""
    for route in app.routes:
        if hasattr(route, "dependant"):
            ROUTES[route.endpoint] = route

    @app.get("/-/ready", include_in_schema=False)
    async def ready() -> str:
        return "ready"

    @app.get("/-/received", include_in_schema=False)
    async def received() -> Response:
        return Response(json.dumps(LAST), media_type="application/json")

    if os.environ.get("LIVE_TOMORROW"):
        values = {member.value for kind in enums for member in kind}
        app.add_middleware(Tomorrow, enums=values, tags=tags)
