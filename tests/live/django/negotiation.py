"""Which parser and which renderer a request gets."""

from rest_framework.negotiation import BaseContentNegotiation


class AsItComes(BaseContentNegotiation):
    """Views that answer something else than JSON say so themselves."""

    def select_parser(self, request, parsers):
        kind = (request.content_type or "").split(";")[0]
        return next((parser for parser in parsers if parser.media_type == kind), None)

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type
