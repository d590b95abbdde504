"""Errors as HTTP answers: our error tree by status, validation faults by field; nothing internal gets out."""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from server import errors
from server.api.schema import ErrorOut

log = logging.getLogger("viva.api")

STATUS: tuple[tuple[type[errors.VivaError], int], ...] = (
    (errors.Invalid, 422),
    (errors.NotFound, 404),
    (errors.Forbidden, 403),
    (errors.Conflict, 409),
    (errors.TooMany, 429),
    (errors.Unavailable, 503),
)

SHOWN = 80
"""Characters of a wrong input that an error repeats."""


def answer(status: int, code: str, message: str, field: str | None = None) -> JSONResponse:
    return JSONResponse(ErrorOut(code=code, message=message, field=field).model_dump(exclude_none=True), status)


def install(app: FastAPI) -> None:
    """Answer every exception with an ErrorOut."""
    app.add_exception_handler(errors.VivaError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def _ours(_: Request, error: Exception) -> JSONResponse:
    status = next((status for kind, status in STATUS if isinstance(error, kind)), 500)
    code = error.code if isinstance(error, errors.VivaError) else "error"
    return answer(status, code, str(error), getattr(error, "field", None))


def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path"))
    got = str(first.get("input"))[:SHOWN]
    return answer(422, "invalid", f"{field or 'body'}: {first['msg']}; got {got!r}.", field or None)


def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    message = {404: "There is nothing at this address.", 405: "This address does not take that method."}
    return answer(error.status_code, "http", message.get(error.status_code, str(error.detail)))


def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return answer(500, "error", "Something went wrong on our side; it has been written to the log. Try again.")
