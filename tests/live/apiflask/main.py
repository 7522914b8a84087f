"""A radio station: each view shows something that APIFlask documents, and answers with what it was handed where that says
most."""

import datetime as dt
import enum
import json
import os
import sys
from decimal import Decimal
from uuid import UUID

from apiflask import APIFlask, FileSchema, HTTPTokenAuth, HTTPBasicAuth, APIKeyHeaderAuth, APIKeyQueryAuth, PaginationSchema, Schema
from apiflask.fields import (
    URL, UUID as UUIDField, AwareDateTime, Boolean, Constant, Date, Decimal as DecimalField, Dict, Email, Enum, File, Float, Integer,
    IPv4, List, Nested, Raw, String, Time, Tuple,
)  # fmt: skip
from apiflask.validators import Length, OneOf, Range, Regexp
from flask import Response, redirect, request

from record import LAST, handed, told, tomorrow

app = APIFlask(__name__, title="Radio station", version="1.9.0", json_errors=True)
app.config["SERVERS"] = [{"url": "/"}]


class Sort(enum.Enum):
    MUSIC = "music"
    NEWS = "news"
    PLAY = "radio play"


class Speaker(Schema):
    name = String(required=True, validate=Length(1, 40))
    age = Integer(validate=Range(0, 150), allow_none=True)


class Show(Schema):
    id = UUIDField(required=True)
    title = String(required=True, validate=Length(1, 60))
    sort = Enum(Sort, by_value=True, required=True)
    starts_at = AwareDateTime(format="iso", required=True)
    on = Date(allow_none=True)
    clock = Time()
    cost = DecimalField(as_string=True)
    loudness = Float()
    listeners = Integer(strict=True)
    live = Boolean(load_default=False)
    mail = Email()
    page = URL()
    host = IPv4()
    code = String(validate=Regexp(r"^[A-Z]{2}\d{2}$"))
    tags = List(String(), validate=Length(max=4))
    labels = Dict(keys=String(), values=String())
    pair = Tuple((Integer(), String()))
    speaker = Nested(Speaker, allow_none=True)
    speakers = List(Nested(Speaker))
    also_called = String(data_key="alsoCalled")
    anything = Raw(allow_none=True)
    note = String(allow_none=True)


class Shows(Schema):
    shows = List(Nested(Show))
    pagination = Nested(PaginationSchema)


class Trouble(Schema):
    code = String(required=True)
    detail = String(required=True)


class Paging(Schema):
    page = Integer(load_default=1, validate=Range(1, 20))
    per_page = Integer(load_default=10, validate=Range(1, 50))


class Search(Schema):
    q = String(required=True)
    sort = String(validate=OneOf(["music", "news", "radio play"]))
    ids = List(Integer())
    since = AwareDateTime(format="iso")
    on = Date()
    ratio = Float()
    exact = Boolean()


class Heard(Schema):
    x_listener = String(data_key="X-Listener", required=True)
    x_count = Integer(data_key="X-Count")


class Crumbs(Schema):
    session = String(required=True)
    visits = Integer()


class Wish(Schema):
    name = String(required=True)
    age = Integer(required=True, validate=Range(min=0))
    on = Date()
    agrees = Boolean()


class Tape(Schema):
    title = String(required=True)
    tape = File(required=True)
    copies = Integer()


class Wanted(Schema):
    wanted = Integer(required=True, validate=OneOf([200, 202, 409]))


LATER = {"description": "Not now", "content": {"application/json": {"schema": Trouble}}}


def show(number):
    return {
        "id": UUID(int=number), "title": f"Sendung {number} \N{RADIO}", "sort": Sort.PLAY, "cost": Decimal("3.50"), "live": True,
        "starts_at": dt.datetime(2026, 5, 1, 6, 0, 0, 5000, dt.timezone.utc), "pair": (1, "a"), "speaker": None, "labels": {"a": "b"},
    }  # fmt: skip


@app.post("/shows")
@app.doc(operation_id="addShow")
@app.input(Show)
@app.output(Show, status_code=201)
def add_show(json_data):
    handed("addShow", body=Show().dump(json_data))
    return json_data


@app.put("/shows/<uuid:key>")
@app.doc(operation_id="putShow")
@app.input(Show)
@app.output(Show)
def put_show(key, json_data):
    handed("putShow", path={"key": key}, body=Show().dump(json_data))
    return json_data


@app.patch("/shows/<uuid:key>")
@app.doc(operation_id="changeShow")
@app.input(Show(partial=True))
@app.output(Show(partial=True))
def change_show(key, json_data):
    handed("changeShow", path={"key": key}, body=Show().dump(json_data))
    return json_data


@app.delete("/shows/<uuid:key>")
@app.doc(operation_id="removeShow", responses={404: "Not there"})
@app.output({}, status_code=204)
def remove_show(key):
    handed("removeShow", path={"key": key})
    return ""


@app.get("/shows")
@app.doc(operation_id="listShows")
@app.input(Paging, location="query")
@app.output(Shows)
def list_shows(query_data):
    handed("listShows", query=query_data)
    page, size = query_data["page"], query_data["per_page"]
    found = [show(number) for number in range(37)][(page - 1) * size : page * size]
    pages = -(-37 // size)
    pagination = {"total": 37, "pages": pages, "page": page, "per_page": size}
    return {"shows": found, "pagination": pagination}


@app.post("/speakers")
@app.doc(operation_id="addSpeakers")
@app.input(Speaker(many=True))
@app.output(Speaker(many=True))
def add_speakers(json_data):
    handed("addSpeakers", body=json_data)
    return json_data


@app.get("/search")
@app.doc(operation_id="search")
@app.input(Search, location="query")
@app.output(Speaker)
def search(query_data):
    handed("search", query=query_data)
    return {"name": "Clara"}


@app.get("/studios/<studio>/<int:floor>")
@app.doc(operation_id="getStudio")
@app.output(Speaker)
def get_studio(studio, floor):
    handed("getStudio", path={"studio": studio, "floor": floor})
    return {"name": "Clara", "age": None}


@app.get("/headers")
@app.doc(operation_id="readHeaders")
@app.input(Heard, location="headers")
@app.output(Speaker, headers={"X-Left": Integer()})
def read_headers(headers_data):
    found = {"X-Listener": headers_data["x_listener"], "X-Count": headers_data.get("x_count")}
    handed("readHeaders", headers=found)
    return {"name": "Clara"}, 200, {"X-Left": "7"}


@app.get("/cookies")
@app.doc(operation_id="readCookies")
@app.input(Crumbs, location="cookies")
@app.output(Speaker)
def read_cookies(cookies_data):
    handed("readCookies", cookies=cookies_data)
    return {"name": "Clara"}


@app.post("/wishes")
@app.doc(operation_id="addWish")
@app.input(Wish, location="form")
@app.output(Wish)
def add_wish(form_data):
    handed("addWish", body=form_data)
    return form_data


@app.post("/tapes")
@app.doc(operation_id="addTape")
@app.input(Tape, location="form_and_files")
@app.output(Speaker)
def add_tape(form_and_files_data):
    handed("addTape", body=form_and_files_data)
    return {"name": "Clara"}


@app.post("/answers")
@app.doc(operation_id="answers", responses={202: LATER, 409: LATER})
@app.input(Wanted, location="query")
@app.output(Speaker)
def answers(query_data):
    handed("answers", query=query_data)
    if query_data["wanted"] == 200:
        return {"name": "Clara"}
    body = json.dumps({"code": "busy", "detail": "Auf Sendung"})
    return Response(body, status=query_data["wanted"], content_type="application/json")


@app.get("/moved")
@app.doc(operation_id="moved")
@app.output(Speaker)
def moved():
    return redirect("/arrived")


@app.get("/arrived")
@app.doc(operation_id="arrived")
@app.output(Speaker)
def arrived():
    handed("arrived")
    return {"name": "Clara"}


@app.get("/tape")
@app.doc(operation_id="getTape")
@app.output(FileSchema(type="string", format="binary"), content_type="audio/mpeg")
def get_tape():
    handed("getTape")
    return Response(bytes(range(256)), content_type="audio/mpeg")


@app.get("/old")
@app.doc(operation_id="old", deprecated=True)
@app.output(Speaker)
def old():
    handed("old")
    return {"name": "Clara"}


query_key = APIKeyQueryAuth(name="KeyInQuery", param_name="key")
bearer, basic, key = HTTPTokenAuth(), HTTPBasicAuth(), APIKeyHeaderAuth(param_name="X-Key")


@bearer.verify_token
def verify_token(given):
    return given == "loud-and-clear"


@basic.verify_password
def verify_password(user, password):
    return (user, password) == ("clara", "keys")


@query_key.verify_token
@key.verify_token
def verify_key(given):
    return given == "key-7"


def safe(auth, name):
    @app.get(f"/safe/{name}", endpoint=name)
    @app.doc(operation_id=name)
    @app.auth_required(auth)
    @app.output(Speaker)
    def view():
        handed(name)
        return {"name": "Clara"}


safe(bearer, "withBearer")
safe(basic, "withBasic")
safe(key, "withKey")
safe(query_key, "withQueryKey")


@app.get("/-/ready")
@app.doc(hide=True)
def ready():
    return "ready"


@app.get("/-/received")
@app.doc(hide=True)
def received():
    return Response(json.dumps(LAST), content_type="application/json")


if os.environ.get("LIVE_TOMORROW"):
    app.after_request(tomorrow)

if __name__ == "__main__":
    from waitress import serve

    serve(app, host="127.0.0.1", port=int(sys.argv[1]))
