"""A seed bank: each view shows something that Django REST framework and drf-spectacular document, and answers with what it
was handed where that says most."""

import datetime as dt
import json
import os
import sys
from decimal import Decimal
from uuid import UUID

import django
from django.conf import settings

settings.configure(
    DEBUG=False,
    SECRET_KEY="moss",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    TIME_ZONE="UTC",
    INSTALLED_APPS=["rest_framework", "drf_spectacular"],
    MIDDLEWARE=["record.Tomorrow"] if os.environ.get("LIVE_TOMORROW") else [],
    DATA_UPLOAD_MAX_MEMORY_SIZE=None,
    REST_FRAMEWORK={
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_CONTENT_NEGOTIATION_CLASS": "negotiation.AsItComes",
        "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
        "UNAUTHENTICATED_USER": None,
        "UNAUTHENTICATED_TOKEN": None,
    },
    SPECTACULAR_SETTINGS={
        "TITLE": "Seed bank",
        "VERSION": "5.0.0",
        "COMPONENT_SPLIT_REQUEST": True,
        "ENFORCE_NON_BLANK_FIELDS": True,
        "SERVE_INCLUDE_SCHEMA": False,
    },
)
django.setup()

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, StreamingHttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from drf_spectacular.extensions import OpenApiAuthenticationExtension  # noqa: E402
from drf_spectacular.types import OpenApiTypes  # noqa: E402
from drf_spectacular.utils import (  # noqa: E402
    OpenApiParameter,
    OpenApiResponse,
    PolymorphicProxySerializer,
    extend_schema,
)
from drf_spectacular.views import SpectacularJSONAPIView  # noqa: E402
from rest_framework import serializers  # noqa: E402
from rest_framework.authentication import BaseAuthentication, get_authorization_header  # noqa: E402
from rest_framework.exceptions import AuthenticationFailed, ValidationError  # noqa: E402
from rest_framework.pagination import LimitOffsetPagination, PageNumberPagination  # noqa: E402
from rest_framework.permissions import IsAuthenticated  # noqa: E402
from rest_framework.parsers import BaseParser, FormParser, MultiPartParser  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.views import APIView  # noqa: E402

from record import LAST, handed  # noqa: E402

SORTS = ["flower", "herb", "tree"]
LIGHT = [("sunny", "Full sun"), ("half shade", "Half shade"), ("dark", "No sun at all")]


class Soil(serializers.Serializer):
    name = serializers.CharField(max_length=40)
    acid = serializers.DecimalField(max_digits=4, decimal_places=2, required=False, allow_null=True)


class Seed(serializers.Serializer):
    id = serializers.UUIDField(read_only=True)
    name = serializers.CharField(min_length=1, max_length=80)
    slug = serializers.SlugField(required=False)
    sort = serializers.ChoiceField(choices=SORTS)
    light = serializers.MultipleChoiceField(choices=LIGHT, required=False)
    price = serializers.DecimalField(max_digits=8, decimal_places=2, required=False)
    weight = serializers.FloatField(required=False, min_value=0)
    count = serializers.IntegerField(min_value=0, max_value=1_000_000)
    big = serializers.IntegerField(required=False)
    rare = serializers.BooleanField(default=False)
    maybe = serializers.BooleanField(allow_null=True, required=False)
    picked_on = serializers.DateField(required=False, allow_null=True)
    stored_at = serializers.DateTimeField(required=False)
    opens = serializers.TimeField(required=False)
    grows = serializers.DurationField(required=False)
    mail = serializers.EmailField(required=False)
    page = serializers.URLField(required=False)
    address = serializers.IPAddressField(required=False, protocol="IPv4")
    code = serializers.RegexField(r"^[A-Z]{2}-\d{3}$", required=False)
    tags = serializers.ListField(child=serializers.CharField(max_length=20), required=False, max_length=5)
    labels = serializers.DictField(child=serializers.IntegerField(), required=False)
    anything = serializers.JSONField(required=False)
    soil = Soil(required=False, allow_null=True)
    soils = Soil(many=True, required=False)
    note = serializers.CharField(required=False, allow_blank=True, allow_null=True)
    secret = serializers.CharField(write_only=True, required=False)


class Packet(serializers.Serializer):
    kind = serializers.ChoiceField(choices=["packet"])
    seeds = serializers.IntegerField(min_value=1)
    soil = Soil()


class Tuber(serializers.Serializer):
    kind = serializers.ChoiceField(choices=["tuber"])
    grams = serializers.FloatField()


class Cutting(serializers.Serializer):
    kind = serializers.ChoiceField(choices=["cutting"])
    of = serializers.CharField()
    cut_at = serializers.DateTimeField()


KINDS = {"packet": Packet, "tuber": Tuber, "cutting": Cutting}
STOCK = PolymorphicProxySerializer("Stock", serializers=KINDS, resource_type_field_name="kind")
STOCKS = PolymorphicProxySerializer("Stock", serializers=KINDS, resource_type_field_name="kind", many=True)


class Trouble(serializers.Serializer):
    code = serializers.CharField()
    detail = serializers.CharField()


class Search(serializers.Serializer):
    q = serializers.CharField()
    sort = serializers.ChoiceField(choices=SORTS, required=False)
    ids = serializers.ListField(child=serializers.IntegerField(), required=False)
    since = serializers.DateTimeField(required=False)
    on = serializers.DateField(required=False)
    ratio = serializers.FloatField(required=False)
    exact = serializers.BooleanField(required=False)
    cost = serializers.DecimalField(max_digits=6, decimal_places=2, required=False)


class Grower(serializers.Serializer):
    name = serializers.CharField()
    age = serializers.IntegerField(min_value=0)
    since = serializers.DateField(required=False)
    sorts = serializers.ListField(child=serializers.ChoiceField(choices=SORTS), required=False)
    agrees = serializers.BooleanField(required=False)


class Picture(serializers.Serializer):
    title = serializers.CharField()
    picture = serializers.FileField()
    more = serializers.ListField(child=serializers.FileField(), required=False)
    copies = serializers.IntegerField(required=False)


class RawParser(BaseParser):
    media_type = "application/octet-stream"

    def parse(self, stream, media_type=None, parser_context=None):
        return stream.read()


class TextParser(BaseParser):
    media_type = "text/plain"

    def parse(self, stream, media_type=None, parser_context=None):
        return stream.read().decode()


def read(serializer, data, **options):
    found = serializer(data=data, **options)
    found.is_valid(raise_exception=True)
    return found.validated_data


def stock(data):
    kind = data.get("kind") if isinstance(data, dict) else None
    if kind not in KINDS:
        raise ValidationError({"kind": f"{kind!r} is none"})
    return read(KINDS[kind], data)


def seed(number):
    return {
        "id": UUID(int=number), "name": f"Saat {number} \N{SEEDLING}", "sort": SORTS[number % 3], "count": number,
        "price": Decimal("3.50"), "light": ["dark"], "stored_at": dt.datetime(2026, 4, 1, 5, 30, 0, 125000, dt.timezone.utc),
        "grows": dt.timedelta(days=number, hours=2), "rare": False, "tags": [], "soil": None, "labels": {"a": 1},
    }  # fmt: skip


def found(number):
    return [
        {"kind": "packet", "seeds": 9, "soil": {"name": "Lehm", "acid": "6.50"}},
        {"kind": "tuber", "grams": 12.125},
        {"kind": "cutting", "of": "Rose", "cut_at": "2026-04-01T05:30:00Z"},
    ][number % 3]


# Bodies.


class SeedsView(APIView):
    @extend_schema(operation_id="add_seed", request=Seed, responses={201: Seed})
    def post(self, request):
        body = read(Seed, request.data)
        handed("add_seed", body=body)
        return Response(Seed({**seed(1), **body}).data, status=201)


class Detail(serializers.Serializer):
    detail = serializers.CharField()


class Pages(PageNumberPagination):
    page_size = 10
    page_size_query_param = "size"
    max_page_size = 50


class PagedView(APIView):
    pagination_class = Pages

    def get_serializer(self, *args, **kwargs):
        return Seed(*args, **kwargs)

    @extend_schema(operation_id="page_through_seeds", responses={200: Seed(many=True), 404: Detail}, filters=True)
    def get(self, request):
        query = {"page": request.query_params.get("page"), "size": request.query_params.get("size")}
        handed("page_through_seeds", query=query)
        pages = self.pagination_class()
        page = pages.paginate_queryset([seed(number) for number in range(34)], request)
        return pages.get_paginated_response(Seed(page, many=True).data)


class Offsets(LimitOffsetPagination):
    default_limit = 10
    max_limit = 50


class OffsetView(PagedView):
    pagination_class = Offsets

    @extend_schema(operation_id="skip_through_seeds", responses=Seed(many=True), filters=True)
    def get(self, request):
        query = {"limit": request.query_params.get("limit"), "offset": request.query_params.get("offset")}
        handed("skip_through_seeds", query=query)
        pages = self.pagination_class()
        page = pages.paginate_queryset([seed(number) for number in range(34)], request)
        return pages.get_paginated_response(Seed(page, many=True).data)


class SeedView(APIView):
    @extend_schema(operation_id="get_seed", responses={200: Seed, 404: Trouble})
    def get(self, request, number):
        handed("get_seed", path={"number": number})
        if number > 500:
            return Response({"code": "none", "detail": "So viele gibt es nicht"}, status=404)
        return Response(Seed(seed(abs(number))).data)

    @extend_schema(operation_id="put_seed", request=Seed, responses=Seed)
    def put(self, request, number):
        body = read(Seed, request.data)
        handed("put_seed", path={"number": number}, body=body)
        return Response(Seed({**seed(1), **body}).data)

    @extend_schema(operation_id="change_seed", request=Seed, responses=Seed)
    def patch(self, request, number):
        body = read(Seed, request.data, partial=True)
        handed("change_seed", path={"number": number}, body=body)
        return Response(Seed({**seed(1), **body}).data)

    @extend_schema(operation_id="remove_seed", responses={204: None})
    def delete(self, request, number):
        handed("remove_seed", path={"number": number})
        return Response(status=204)


class StockView(APIView):
    @extend_schema(operation_id="add_stock", request=STOCK, responses=STOCK)
    def post(self, request):
        body = stock(request.data)
        handed("add_stock", body=body)
        return Response(KINDS[body["kind"]](body).data)

    @extend_schema(operation_id="list_stock", responses=STOCKS)
    def get(self, request):
        handed("list_stock")
        return Response([found(number) for number in range(5)])


class BatchView(APIView):
    @extend_schema(operation_id="add_batch", request=Soil(many=True), responses=Soil(many=True))
    def post(self, request):
        body = read(Soil, request.data, many=True)
        handed("add_batch", body=body)
        return Response(Soil(body, many=True).data)


class AnythingView(APIView):
    @extend_schema(operation_id="send_anything", request=OpenApiTypes.ANY, responses=OpenApiTypes.ANY)
    def post(self, request):
        handed("send_anything", body=request.data)
        return Response(request.data)


# Parameters.


class SearchView(APIView):
    @extend_schema(operation_id="search", parameters=[Search], responses={200: {"type": "array", "items": {"type": "string"}}})
    def get(self, request):
        query = read(Search, request.query_params)
        handed("search", query=query)
        return Response([query["q"]])


class BedView(APIView):
    @extend_schema(
        operation_id="get_bed",
        parameters=[OpenApiParameter("sort", str, OpenApiParameter.PATH, enum=SORTS)],
        responses={200: {"type": "array", "items": {"type": "string"}}},
    )
    def get(self, request, bed, key, sort):
        handed("get_bed", path={"bed": bed, "key": key, "sort": sort})
        return Response([bed, str(key), sort])


class PaperView(APIView):
    @extend_schema(operation_id="get_paper", responses={(200, "text/plain"): str})
    def get(self, request, rest):
        handed("get_paper", path={"rest": rest})
        return HttpResponse(f"Das Blatt {rest}", content_type="text/plain; charset=utf-8")


class HeaderView(APIView):
    @extend_schema(
        operation_id="read_headers",
        parameters=[
            OpenApiParameter("X-Gardener", str, OpenApiParameter.HEADER, required=True),
            OpenApiParameter("X-Count", int, OpenApiParameter.HEADER),
            OpenApiParameter("X-Left", int, OpenApiParameter.HEADER, response=[200]),
        ],
        responses={200: str},
    )
    def get(self, request):
        count = request.headers.get("X-Count")
        handed("read_headers", headers={"X-Gardener": request.headers["X-Gardener"], "X-Count": count and int(count)})
        return Response("read", headers={"X-Left": "7"})


class CookieView(APIView):
    @extend_schema(
        operation_id="read_cookies",
        parameters=[
            OpenApiParameter("session", str, OpenApiParameter.COOKIE, required=True),
            OpenApiParameter("visits", int, OpenApiParameter.COOKIE),
        ],
        responses={200: str},
    )
    def get(self, request):
        visits = request.COOKIES.get("visits")
        handed("read_cookies", cookies={"session": request.COOKIES["session"], "visits": visits and int(visits)})
        return Response("read")


# Forms and files.


class GrowerView(APIView):
    parser_classes = [FormParser]

    @extend_schema(operation_id="add_grower", request=Grower, responses=Grower)
    def post(self, request):
        body = read(Grower, request.data)
        handed("add_grower", body=body)
        return Response(Grower(body).data)


class PictureView(APIView):
    parser_classes = [MultiPartParser]

    @extend_schema(operation_id="add_picture", request=Picture, responses={200: int})
    def post(self, request):
        body = read(Picture, request.data)
        size = body["picture"].size
        handed("add_picture", body=body)
        return Response(size)


class RawView(APIView):
    parser_classes = [RawParser]

    @extend_schema(operation_id="send_raw", request={"application/octet-stream": OpenApiTypes.BINARY}, responses={200: int})
    def put(self, request):
        handed("send_raw", body=request.data)
        return Response(len(request.data))


class TextView(APIView):
    parser_classes = [TextParser]

    @extend_schema(operation_id="send_text", request={"text/plain": str}, responses={(200, "text/plain"): str})
    def put(self, request):
        handed("send_text", body=request.data)
        return HttpResponse(request.data, content_type="text/plain; charset=utf-8")


# Answers.


class AnswersView(APIView):
    @extend_schema(
        operation_id="answers",
        request=None,
        parameters=[OpenApiParameter("wanted", int, required=True, enum=[200, 202, 204, 409, 410])],
        responses={200: Soil, 202: Trouble, 204: None, 409: Trouble, 410: OpenApiResponse(Trouble, "Gone")},
    )
    def post(self, request):
        wanted = int(request.query_params["wanted"])
        handed("answers", query={"wanted": wanted})
        if wanted == 204:
            return Response(status=204)
        body = {"name": "Lehm", "acid": None} if wanted == 200 else {"code": "busy", "detail": "Es ist Winter"}
        return Response(body, status=wanted)


class MovedView(APIView):
    @extend_schema(operation_id="moved", responses={200: str})
    def get(self, request):
        return HttpResponseRedirect("/arrived/")


class ArrivedView(APIView):
    @extend_schema(operation_id="arrived", responses={200: str})
    def get(self, request):
        handed("arrived")
        return Response("here")


class DownloadView(APIView):
    @extend_schema(operation_id="download", responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request):
        handed("download")
        return HttpResponse(b"%PDF-" + bytes(range(256)), content_type="application/pdf")


class WatchView(APIView):
    @extend_schema(operation_id="watch", responses={(200, "text/event-stream"): STOCK})
    def get(self, request):
        handed("watch")
        events = (f"id: {number}\ndata: {json.dumps(found(number))}\n\n" for number in range(6))
        return StreamingHttpResponse(events, content_type="text/event-stream")


class LinesView(APIView):
    @extend_schema(operation_id="read_lines", responses={(200, "application/jsonl"): Soil})
    def get(self, request):
        handed("read_lines")
        lines = (json.dumps({"name": f"Boden {number}", "acid": "7.00"}) + "\n" for number in range(50))
        return StreamingHttpResponse(lines, content_type="application/jsonl")


# Credentials.


class Gardener:
    is_authenticated = True


class Bearer(BaseAuthentication):
    wanted = b"Bearer green-thumb"

    def authenticate(self, request):
        if get_authorization_header(request) != self.wanted:
            raise AuthenticationFailed()
        return (Gardener(), None)

    def authenticate_header(self, request):
        return "Bearer"


class Basic(Bearer):
    wanted = b"Basic b3R0bzptb3Nz"


class Key(BaseAuthentication):
    def authenticate(self, request):
        if request.headers.get("X-Key") != "key-7":
            raise AuthenticationFailed()
        return (Gardener(), None)


def scheme(target, scheme_name, definition):
    class Scheme(OpenApiAuthenticationExtension):
        target_class = f"{__name__}.{target}"
        name = scheme_name

        def get_security_definition(self, auto_schema):
            return definition


scheme("Bearer", "gardener", {"type": "http", "scheme": "bearer"})
scheme("Basic", "basicAuth", {"type": "http", "scheme": "basic"})
scheme("Key", "keyInHeader", {"type": "apiKey", "in": "header", "name": "X-Key"})


def safe(kind, name):
    class SafeView(APIView):
        authentication_classes = [kind]
        permission_classes = [IsAuthenticated]

        @extend_schema(operation_id=name, responses={200: str})
        def get(self, request):
            handed(name)
            return Response("ok")

    return SafeView.as_view()


class OldView(APIView):
    @extend_schema(operation_id="old", deprecated=True, responses={200: str})
    def get(self, request):
        handed("old")
        return Response("old")


class Schema(SpectacularJSONAPIView):
    pass


urlpatterns = [
    path("seeds/", SeedsView.as_view()),
    path("seeds/pages/", PagedView.as_view()),
    path("seeds/offsets/", OffsetView.as_view()),
    path("seeds/<int:number>/", SeedView.as_view()),
    path("stock/", StockView.as_view()),
    path("batches/", BatchView.as_view()),
    path("anything/", AnythingView.as_view()),
    path("search/", SearchView.as_view()),
    path("beds/<str:bed>/<uuid:key>/<str:sort>/", BedView.as_view()),
    path("papers/<path:rest>", PaperView.as_view()),
    path("headers/", HeaderView.as_view()),
    path("cookies/", CookieView.as_view()),
    path("growers/", GrowerView.as_view()),
    path("pictures/", PictureView.as_view()),
    path("raw/", RawView.as_view()),
    path("text/", TextView.as_view()),
    path("answers/", AnswersView.as_view()),
    path("moved/", MovedView.as_view()),
    path("arrived/", ArrivedView.as_view()),
    path("download/", DownloadView.as_view()),
    path("watch/", WatchView.as_view()),
    path("lines/", LinesView.as_view()),
    path("safe/bearer/", safe(Bearer, "with_bearer")),
    path("safe/basic/", safe(Basic, "with_basic")),
    path("safe/key/", safe(Key, "with_key")),
    path("old/", OldView.as_view()),
    path("openapi.json", Schema.as_view()),
    path("-/ready", lambda request: HttpResponse("ready")),
    path("-/received", lambda request: JsonResponse(LAST)),
]

if __name__ == "__main__":
    from django.core.wsgi import get_wsgi_application
    from waitress import serve

    sys.modules["main"] = sys.modules["__main__"]
    serve(get_wsgi_application(), host="127.0.0.1", port=int(sys.argv[1]))
