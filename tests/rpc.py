"""A person at work through HTTP: logs in as the web client does and calls models with that session's rights."""

import http.cookiejar
import json
import urllib.request


class Refused(Exception):
    """The server answered with an error; the text is the sentence the person reads."""


class Session:
    """One login on a served Odoo."""

    def __init__(self, url, database, login):
        """:param str login: also the password, as in the demonstration data."""
        self.url = url
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.user = self.post("/web/session/authenticate", db=database, login=login, password=login)

    def post(self, path, **params):
        """Send one JSON-RPC request and return its result.

        :raises Refused: with the server's sentence.
        """
        body = json.dumps({"jsonrpc": "2.0", "params": params}).encode()
        request = urllib.request.Request(self.url + path, body, {"Content-Type": "application/json"})
        with self.opener.open(request, timeout=60) as response:
            answer = json.load(response)
        if "error" in answer:
            raise Refused(answer["error"]["data"]["message"])
        return answer["result"]

    def call(self, model, method, *args, **kwargs):
        """Call a model's method as this person."""
        return self.post(f"/web/dataset/call_kw/{model}/{method}", model=model, method=method, args=args, kwargs=kwargs)

    def create(self, model, values):
        """Return the id of a new record."""
        return self.call(model, "create", [values])[0]

    def read(self, model, domain, *names):
        """Return the records of a domain as dicts."""
        return self.call(model, "search_read", domain, list(names))
