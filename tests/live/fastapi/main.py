"""A bakery that takes orders: each handler shows something that FastAPI documents, and answers with what it was handed
where that says most."""

import datetime as dt
from collections.abc import AsyncIterable
from decimal import Decimal
from enum import Enum, IntEnum
from ipaddress import IPv4Address
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

from fastapi import (
    APIRouter,
    Body,
    Cookie,
    Depends,
    FastAPI,
    File,
    Form,
    Header,
    HTTPException,
    Path,
    Query,
    Request,
    Response,
    Security,
    UploadFile,
    status,
)
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, StreamingResponse
from fastapi.security import (
    APIKeyCookie,
    APIKeyHeader,
    APIKeyQuery,
    HTTPBasic,
    HTTPBasicCredentials,
    HTTPBearer,
    OAuth2PasswordBearer,
    OAuth2PasswordRequestForm,
)
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import AnyUrl, BaseModel, ConfigDict, EmailStr, Field, RootModel

from record import finish, recorded

T = TypeVar("T")
app = FastAPI(title="Bakery", version="2.1.0", servers=[{"url": "/", "description": "The shop itself"}])


class Grain(str, Enum):
    rye = "rye"
    wheat = "wheat"
    spelt = "spelt"
    emmer_corn = "emmer corn"


class Heat(IntEnum):
    low = 1
    middle = 2
    high = 3


class Weight(BaseModel):
    grams: int = Field(ge=1, le=100_000)
    exact: Decimal | None = None


class Thing(BaseModel):
    """What all things in the shop have."""

    id: UUID
    name: str = Field(min_length=1, max_length=60)
    made_at: dt.datetime
    note: str | None = None


class Loaf(Thing):
    kind: Literal["loaf"] = "loaf"
    grain: Grain = Grain.rye
    weight: Weight
    baking_time: dt.timedelta


class Roll(Thing):
    kind: Literal["roll"]
    per_bag: int = 6
    toppings: set[str] = set()


class Cake(Thing):
    kind: Literal["cake"]
    layers: list[str] = Field(default=[], max_length=12)
    candles: int | None = Field(default=None, ge=0, lt=120)
    price: Decimal = Field(max_digits=8, decimal_places=2)


Ware = Annotated[Loaf | Roll | Cake, Field(discriminator="kind")]


class Page(BaseModel, Generic[T]):
    items: list[T]
    total: int
    page: int
    size: int


class Cursor(BaseModel, Generic[T]):
    items: list[T]
    next_cursor: str | None = None


class Address(BaseModel):
    model_config = ConfigDict(extra="forbid")

    street: str
    house: int | str
    floor: float | None = None
    web: AnyUrl | None = None


class Order(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    number: int
    wares: list[Ware] = Field(min_length=1, max_length=4)
    customer: EmailStr
    ship_to: Address | None = Field(default=None, alias="shipTo")
    pick_up_on: dt.date | None = Field(default=None, alias="pickUpOn")
    opens: dt.time | None = None
    labels: dict[str, str] = {}
    corner: tuple[float, float] | None = None
    range: tuple[int, Literal["g", "kg"]] = (1, "kg")
    from_ip: IPv4Address | None = Field(default=None, alias="from")
    heat: Heat = Heat.middle
    anything: Any = None
    tree: "Branch | None" = None


class Branch(BaseModel):
    name: str
    branches: list["Branch"] = []
    parent: "Branch | None" = None


class Change(BaseModel):
    """What may be changed: what is absent stays, what is null is removed."""

    name: str | None = None
    price: Decimal | None = None
    stock: dict[str, int] | None = None
    tags: list[str] | None = None


class Problem(BaseModel):
    code: str
    detail: str
    at: dt.datetime


class Words(RootModel[list[str]]):
    pass


class Filter(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(100, gt=0, le=100)
    offset: int = Field(0, ge=0)
    order_by: Literal["made_at", "name"] = "made_at"
    tags: list[str] = []


class Traces(BaseModel):
    x_trace: str
    if_modified_since: str | None = None
    x_tag: list[str] = []


class Crumbs(BaseModel):
    session: str
    theme: Literal["light", "dark"] | None = None


class Sheet(BaseModel):
    title: str
    copies: int = Field(1, ge=1)
    paper: UploadFile
    more: list[UploadFile] = []


SOMETIME = dt.datetime(2026, 3, 1, 6, 30, 0, 125000, tzinfo=dt.timezone.utc)


def loaf(number: int) -> Loaf:
    return Loaf(
        id=UUID(int=number),
        name=f"Laib {number} \N{CROISSANT}",
        made_at=SOMETIME + dt.timedelta(minutes=number),
        grain=list(Grain)[number % 4],
        weight=Weight(grams=500 + number, exact=Decimal("500.250")),
        baking_time=dt.timedelta(minutes=40 + number),
    )


# Bodies.


@app.post("/wares", status_code=status.HTTP_201_CREATED, tags=["wares"])
@recorded
async def add_ware(ware: Ware, response: Response) -> Ware:
    response.headers["Location"] = f"/wares/{ware.id}"
    return ware


@app.put("/wares/{ware_id}", tags=["wares"], responses={404: {"model": Problem}, 409: {"model": Problem}})
@recorded
async def put_ware(ware_id: UUID, ware: Ware) -> Ware:
    return ware


@app.patch("/wares/{ware_id}", tags=["wares"])
@recorded
async def change_ware(ware_id: UUID, change: Change) -> Change:
    return change


@app.delete("/wares/{ware_id}", status_code=204, tags=["wares"])
@recorded
async def remove_ware(ware_id: UUID) -> None:
    return None


@app.post("/orders", tags=["orders"], responses={202: {"model": Page[Order]}})
@recorded
async def place_order(order: Order) -> Order:
    return order


@app.post("/orders/later", status_code=202, tags=["orders"])
@recorded
async def place_order_for_later(
    order: Annotated[Order, Body()],
    on: Annotated[dt.date, Body()],
    remind: Annotated[bool | None, Body()] = None,
) -> dict[str, Order | bool | dt.date | None]:
    return {"order": order, "on": on, "remind": remind}


@app.post("/orders/embedded", tags=["orders"])
@recorded
async def place_embedded(address: Annotated[Address, Body(embed=True)]) -> Address:
    return address


@app.post("/words", tags=["small"])
@recorded
async def send_words(words: Words) -> Words:
    return words


@app.post("/numbers", tags=["small"])
@recorded
async def send_numbers(numbers: list[int | float]) -> list[int | float]:
    return numbers


@app.post("/either", tags=["small"])
@recorded
async def send_either(either: Annotated[Address | Weight | list[Weight] | str, Body()]) -> Address | Weight | list[Weight] | str:
    return either


@app.post("/maybe", tags=["small"])
@recorded
async def send_maybe(maybe: Annotated[Weight | None, Body()] = None) -> Weight | None:
    return maybe


@app.post("/anything", tags=["small"])
@recorded
async def send_anything(anything: Annotated[Any, Body()]) -> Any:
    return anything


@app.post("/maps", tags=["small"])
@recorded
async def send_maps(nested_maps: dict[str, dict[str, list[Weight]]]) -> dict[str, dict[str, list[Weight]]]:
    return nested_maps


@app.post("/stock", tags=["small"])
@recorded
async def send_stock(stock: dict[Grain, int]) -> dict[Grain, int]:
    return stock


@app.post("/moments", tags=["small"])
@recorded
async def send_moments(moments: list[dt.datetime | dt.timedelta]) -> list[dt.datetime | dt.timedelta]:
    return moments


@app.post("/branches", tags=["small"])
@recorded
async def send_branch(branch: Branch) -> Branch:
    return branch


# Parameters.


@app.get("/wares", tags=["wares"])
@recorded
async def list_wares(
    page: Annotated[int, Query(ge=1, le=50)] = 1,
    size: Annotated[int, Query(ge=1, le=100)] = 20,
    grain: Annotated[list[Grain] | None, Query()] = None,
) -> Page[Loaf]:
    everything = [loaf(number) for number in range(45)]
    first = (page - 1) * size
    return Page(items=everything[first : first + size], total=len(everything), page=page, size=size)


@app.get("/wares/by-cursor", tags=["wares"])
@recorded
async def list_by_cursor(cursor: str | None = None, limit: Annotated[int, Query(ge=1, le=10)] = 4) -> Cursor[Ware]:
    first = int(cursor) if cursor and cursor.isdecimal() else 0
    last = min(first + limit, 9)
    return Cursor(items=[loaf(number) for number in range(first, last)], next_cursor=str(last) if last < 9 else None)


@app.get("/wares/{ware_id}", tags=["wares"], responses={404: {"model": Problem, "description": "Not baked yet"}})
@recorded
async def get_ware(ware_id: UUID, verbose: bool = False) -> Ware:
    if not verbose and ware_id.int == 0:
        raise HTTPException(404)
    return loaf(ware_id.int % 7)


@app.get("/search", tags=["parameters"])
@recorded
async def search(
    q: str,
    heat: Heat,
    grain: Grain = Grain.rye,
    since: dt.datetime | None = None,
    on: dt.date | None = None,
    at: dt.time | None = None,
    within: dt.timedelta | None = None,
    cost: Decimal | None = None,
    ratio: float | None = None,
    exact: bool | None = None,
    ids: Annotated[list[int], Query()] = [],
    names: Annotated[set[str], Query(alias="name")] = set(),
    maybe: int | str | None = None,
    page_number: Annotated[int, Query(alias="page[number]")] = 1,
    old: Annotated[str | None, Query(deprecated=True)] = None,
) -> dict[str, str]:
    return {"q": q, "heat": heat.name}


@app.get("/filtered", tags=["parameters"])
@recorded
async def filtered(filter: Annotated[Filter, Query()]) -> Filter:
    return filter


@app.get("/shelves/{shelf}/{level}/{grain}", tags=["parameters"])
@recorded
async def get_shelf(
    shelf: str, level: Annotated[int, Path(ge=-5, le=5)], grain: Grain, day: Annotated[dt.date | None, Query()] = None
) -> list[str]:
    return [shelf, str(level), grain.value]


@app.get("/papers/{path:path}", tags=["parameters"], response_class=PlainTextResponse)
@recorded
async def get_paper(path: str) -> str:
    return f"The paper at {path}"


@app.get("/headers", tags=["parameters"])
@recorded
async def read_headers(
    x_request: Annotated[str, Header()],
    x_count: Annotated[int | None, Header()] = None,
    x_day: Annotated[dt.date | None, Header()] = None,
    x_item: Annotated[list[str] | None, Header()] = None,
    odd: Annotated[str | None, Header(alias="X-Odd_Name", convert_underscores=False)] = None,
) -> list[str]:
    return [x_request]


@app.get("/headers/model", tags=["parameters"])
@recorded
async def read_header_model(traces: Annotated[Traces, Header()]) -> Traces:
    return traces


@app.get("/cookies", tags=["parameters"])
@recorded
async def read_cookies(session: Annotated[str, Cookie()], visits: Annotated[int | None, Cookie()] = None) -> list[str]:
    return [session]


@app.get("/cookies/model", tags=["parameters"])
@recorded
async def read_cookie_model(crumbs: Annotated[Crumbs, Cookie()]) -> Crumbs:
    return crumbs


# Forms and files.


@app.post("/forms/simple", tags=["forms"])
@recorded
async def send_form(
    name: Annotated[str, Form()],
    age: Annotated[int, Form(ge=0)],
    on: Annotated[dt.date | None, Form()] = None,
    tags: Annotated[list[str], Form()] = [],
    agree: Annotated[bool, Form()] = False,
) -> dict[str, str | int | bool]:
    return {"name": name, "age": age, "agree": agree}


@app.post("/forms/model", tags=["forms"])
@recorded
async def send_form_model(address: Annotated[Address, Form()]) -> Address:
    return address


@app.post("/files/one", tags=["files"])
@recorded
async def send_file(file: UploadFile) -> dict[str, str | int | None]:
    return {"name": file.filename, "size": file.size}


@app.post("/files/bytes", tags=["files"])
@recorded
async def send_bytes(request: Request, file: Annotated[bytes, File()]) -> int:
    return len(file)


@app.post("/files/many", tags=["files"])
@recorded
async def send_files(files: list[UploadFile], title: Annotated[str, Form()], count: Annotated[int | None, Form()] = None) -> int:
    return len(files)


@app.post("/files/optional", tags=["files"])
@recorded
async def send_optional_file(
    request: Request,
    picture: UploadFile | None = None,
    title: Annotated[str | None, Form()] = None,
    drafts: Annotated[list[bytes] | None, File()] = None,
) -> bool:
    return picture is not None


@app.post("/files/model", tags=["files"])
@recorded
async def send_sheet(sheet: Annotated[Sheet, Form(media_type="multipart/form-data")]) -> str:
    return sheet.title


@app.put("/raw", tags=["files"], openapi_extra={
    "requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
})
@recorded
async def send_raw(request: Request) -> int:
    return len(await request.body())


# Answers.


@app.get("/answers/text", response_class=PlainTextResponse, tags=["answers"])
@recorded
async def get_text(lines: Annotated[int, Query(ge=0, le=5)] = 2) -> str:
    return "Zeile \N{CROISSANT}\n" * lines


@app.get("/answers/download", response_class=FileResponse, tags=["answers"])
@recorded
async def download() -> Any:
    return FileResponse(__file__, filename="main.py")


@app.get("/answers/picture", tags=["answers"], responses={
    200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}
}, response_class=Response)
@recorded
async def picture() -> Response:
    return Response(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), media_type="image/png")


@app.get("/answers/chunks", response_class=StreamingResponse, tags=["answers"])
@recorded
async def chunks() -> Any:
    async def pieces() -> AsyncIterable[bytes]:
        for number in range(50):
            yield bytes([number]) * 1000

    return StreamingResponse(pieces(), media_type="application/octet-stream")


@app.get("/answers/moved", tags=["answers"], response_class=RedirectResponse, status_code=302)
@recorded
async def moved() -> Any:
    return RedirectResponse("/answers/text", status_code=302)


class Wanted(IntEnum):
    ok = 200
    created = 201
    accepted = 202
    conflict = 409
    gone = 410
    teapot = 418


@app.post("/answers/statuses", tags=["answers"], responses={
    200: {"model": Weight}, 201: {"model": Loaf}, 202: {"model": str}, 409: {"model": Problem}, 410: {"model": Problem},
    418: {"description": "No body at all"},
})
@recorded
async def statuses(wanted: Wanted) -> Response:
    problem = Problem(code="busy", detail="Der Ofen ist voll", at=SOMETIME).model_dump(mode="json")
    bodies: dict[int, Any] = {
        200: {"grams": 5, "exact": "5.00"}, 201: loaf(1).model_dump(mode="json"), 202: "later", 409: problem, 410: problem,
    }
    if wanted == 418:
        return Response(status_code=418)
    return JSONResponse(bodies[wanted], status_code=wanted)


@app.get("/answers/with-headers", tags=["answers"], responses={200: {"headers": {
    "X-Left": {"schema": {"type": "integer"}}, "X-Until": {"schema": {"type": "string", "format": "date-time"}},
    "X-Fresh": {"required": True, "schema": {"type": "boolean"}}, "X-Price": {"schema": {"type": "number"}},
    "X-Grains": {"schema": {"type": "array", "items": {"type": "string", "enum": ["rye", "wheat", "spelt"]}}},
    "X-Sizes": {"schema": {"type": "array", "items": {"type": "integer"}}},
    "X-Weight": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Weight-Output"}}}},
    "X-Absent": {"schema": {"type": "string"}},
}}})
@recorded
async def with_headers(response: Response) -> Page[Weight]:
    response.headers["X-Left"] = "7"
    response.headers["X-Until"] = SOMETIME.isoformat()
    response.headers["X-Fresh"] = "true"
    response.headers["X-Price"] = "2.75"
    response.headers["X-Grains"] = "rye, spelt"
    response.headers["X-Sizes"] = "1,22,-3"
    response.headers["X-Weight"] = Weight(grams=3).model_dump_json()
    return Page(items=[Weight(grams=1), Weight(grams=2, exact=Decimal("2.000000000000000001"))], total=2, page=1, size=2)


@app.get("/answers/nothing", tags=["answers"])
@recorded
async def nothing() -> None:
    return None


@app.get("/answers/untyped", tags=["answers"])
@recorded
async def untyped():
    return {"a": [1, 2.5, None, {"b": True}], "big": 2**60}


@app.get("/answers/mixed", tags=["answers"])
@recorded
async def mixed(many: Annotated[int, Query(ge=0, le=9)] = 3) -> list[Ware | None | int]:
    cake = Cake(id=UUID(int=9), name="Torte", made_at=SOMETIME, kind="cake", layers=["a", ""], price=Decimal("12.50"))
    roll = Roll(id=UUID(int=8), name="Semmel", made_at=SOMETIME, kind="roll", toppings={"salt"})
    return ([loaf(0), roll, cake, None, 7] * 2)[:many]


@app.head("/answers/head", tags=["answers"])
@recorded
async def only_head() -> Response:
    return Response(headers={"X-Left": "7"})


# Streams.


@app.get("/streams/events", response_class=EventSourceResponse, tags=["streams"])
@recorded
async def watch_oven(count: Annotated[int, Query(ge=0, le=9)] = 3) -> AsyncIterable[Ware]:
    for number in range(count):
        yield loaf(number)


@app.get("/streams/whole-events", response_class=EventSourceResponse, tags=["streams"])
@recorded
async def watch_whole() -> AsyncIterable[ServerSentEvent]:
    yield ServerSentEvent(comment="the oven is on")
    yield ServerSentEvent(data={"heat": 200}, event="heat", id="1", retry=3000)
    yield ServerSentEvent(raw_data="plain\nlines", event="note", id="2")
    yield ServerSentEvent(data="quoted", id="3")


@app.get("/streams/resumed", response_class=EventSourceResponse, tags=["streams"])
@recorded
async def watch_again(last_event_id: Annotated[str | None, Header()] = None) -> AsyncIterable[ServerSentEvent]:
    """Goes on after the event that came last, where it knows that one."""
    known = last_event_id is not None and last_event_id.isascii() and last_event_id.isdecimal()
    for number in range(int(last_event_id or 0) + 1 if known else 0, 40):
        yield ServerSentEvent(data={"number": number}, event="order" if number % 2 else None, id=str(number))


@app.post("/streams/events", response_class=EventSourceResponse, tags=["streams"])
@recorded
async def ask_oven(weight: Weight) -> AsyncIterable[Weight]:
    for number in range(3):
        yield Weight(grams=weight.grams, exact=Decimal(number) / 8)


@app.get("/streams/lines", tags=["streams"])
@recorded
async def read_lines(count: Annotated[int, Query(ge=0, le=2000)] = 30) -> AsyncIterable[Ware]:
    for number in range(count):
        yield loaf(number)


# Credentials.

bearer = HTTPBearer(scheme_name="Baker")
password = OAuth2PasswordBearer(tokenUrl="token", scopes={"bake": "Use the oven"})
basic = HTTPBasic()
header_key = APIKeyHeader(name="X-Key", scheme_name="KeyInHeader")
query_key = APIKeyQuery(name="key", scheme_name="KeyInQuery")
cookie_key = APIKeyCookie(name="key", scheme_name="KeyInCookie")


def checked(given: Any, wanted: Any) -> str:
    if given != wanted:
        raise HTTPException(403, f"not {given!r}")
    return "ok"


@app.post("/token", tags=["credentials"])
@recorded
async def get_token(username: Annotated[str, Form()], password: Annotated[str, Form()], scope: Annotated[str, Form()] = "") -> dict[str, str]:
    return {"access_token": "flour-and-water", "token_type": "bearer"}


@app.get("/safe/bearer", tags=["credentials"])
@recorded
async def with_bearer(by: Annotated[Any, Depends(bearer)]) -> str:
    return checked(by.credentials, "flour-and-water")


@app.get("/safe/oauth2", tags=["credentials"])
@recorded
async def with_oauth2(token: Annotated[str, Security(password, scopes=["bake"])]) -> str:
    return checked(token, "flour-and-water")


@app.get("/safe/basic", tags=["credentials"])
@recorded
async def with_basic(by: Annotated[HTTPBasicCredentials, Depends(basic)]) -> str:
    return checked((by.username, by.password), ("hilde", "rye"))


@app.get("/safe/header", tags=["credentials"])
@recorded
async def with_header(key: Annotated[str, Security(header_key)]) -> str:
    return checked(key, "key-7")


@app.get("/safe/query", tags=["credentials"])
@recorded
async def with_query(key: Annotated[str, Security(query_key)], q: str | None = None) -> str:
    return checked(key, "key-7")


@app.get("/safe/cookie", tags=["credentials"])
@recorded
async def with_cookie(key: Annotated[str, Security(cookie_key)], theme: Annotated[str | None, Cookie()] = None) -> str:
    return checked(key, "key-7")


# Old things, and what the shop calls.


@app.get("/old", tags=["old"], deprecated=True)
@recorded
async def old_way(id: int) -> Weight:
    return Weight(grams=1)


@app.webhooks.post("ware-baked")
def ware_baked(ware: Ware) -> None:
    """Sent when something comes out of the oven."""


finish(app, [Grain], {"loaf", "roll", "cake"})
