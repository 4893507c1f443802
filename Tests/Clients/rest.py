"""The automation API as scripts use it: plain HTTP with JSON."""

import requests

from daemon import PASSWORD, USER

SESSION = "vmware-api-session-id"


class Rest:
    """A session below /rest or /api."""

    def __init__(self, daemon, root="/api", user=USER, password=PASSWORD, login=True):
        self.base = f"https://127.0.0.1:{daemon.vsphere_port}"
        self.root = root
        self.http = requests.Session()
        self.http.verify = False
        # The environment must not bring its own certificates or passwords.
        self.http.trust_env = False
        if login:
            path = "/session" if root == "/api" else "/com/vmware/cis/session"
            reply = self.http.post(self.base + root + path, auth=(user, password), timeout=20)
            assert reply.status_code == (201 if root == "/api" else 200), (reply.status_code, reply.text)
            key = reply.json()
            self.http.headers[SESSION] = key if root == "/api" else key["value"]

    def call(self, method, path, body=None, status=None, **query):
        """The reply's JSON, without the "value" of /rest; None for an empty body."""
        reply = self.http.request(
            method, self.base + self.root + path, json=body, params=query, allow_redirects=False, timeout=30)
        wanted = (status,) if status else (200, 201, 204)
        assert reply.status_code in wanted, (method, path, reply.status_code, reply.text)
        if not reply.content:
            return None
        assert reply.headers["content-type"].startswith("application/json")
        document = reply.json()
        return document["value"] if self.root == "/rest" and reply.ok else document

    def get(self, path, **query):
        return self.call("GET", path, **query)

    def post(self, path, body=None, **query):
        return self.call("POST", path, body, **query)
