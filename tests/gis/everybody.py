"""Hooks for schemathesis: every operation is called in turn by nobody and by each kind of user.

    SCHEMATHESIS_HOOKS=everybody BASE_URL=http://… TOLD=told.json schemathesis run …

What the calls change in who may sign in is mended as it shows: whoever is told that nobody is signed in
signs in again, and is nobody from then on if that is refused. How many calls of each were let in is
written to TOLD.
"""

import atexit
import collections
import json
import os
import pathlib

import schemathesis

from service import OURS, Service

NOBODY = "nobody"
KINDS = [
    NOBODY, "kommunpolis", "samordnare", "lpo-chef", "stadsdelsdirektor", "analytiker-polis",
    "analytiker-stad", "administrator-polis", "administrator-stad",
]

service = Service(None, ".", os.environ["BASE_URL"])
cookies = {kind: service.sign_in(kind) for kind in KINDS if kind != NOBODY}
n_calls, n_let_in = collections.Counter(), collections.Counter()
whose = {}


@schemathesis.hook
def before_call(context, case, kwargs):
    """Whose turn it is, operation by operation, so that a run is the same as the one before."""
    operation = case.operation.label
    kind = KINDS[n_calls[operation] % len(KINDS)]
    n_calls[operation] += 1
    whose[case.id] = kind
    headers = {name: value for name, value in (case.headers or {}).items() if name.lower() != "cookie"}
    case.headers = {**headers, **OURS}
    case.cookies = {}
    if cookie := cookies.get(kind):
        case.headers["Cookie"] = cookie


@schemathesis.hook
def after_call(context, case, response):
    kind = whose.pop(case.id, NOBODY)
    if kind not in cookies:
        return
    if response.status_code != 401:
        n_let_in[kind] += 1
        return
    try:
        cookies[kind] = service.sign_in(kind)
    except AssertionError:
        del cookies[kind]


@atexit.register
def tell():
    told = {"let_in": n_let_in, "calls": sum(n_calls.values()), "operations": len(n_calls)}
    pathlib.Path(os.environ["TOLD"]).write_text(json.dumps(told), encoding="utf-8")
