"""A server between the daemon and a peer that passes everything on, until it is told to go wrong."""

import http.client
import re
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FAULT = """<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">
<soapenv:Body><soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>made by a test</faultstring>
<detail><{0}Fault xmlns="urn:vim25" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="{0}"/></detail>
</soapenv:Fault></soapenv:Body></soapenv:Envelope>"""


class FaultyServer:
    """`rules` has for a method, or for `*`, what happens to the next request for it: a function of handler and body
    that answers or does not. A rule counts once, that of `*` until it is taken out. GET is for what is no file."""

    method = rb"<soapenv:Body><(\w+)"
    passed = ("content-type", "soapaction", "cookie", "range")

    def __init__(self, peer):
        self.peer = peer
        self.rules = {}
        self.seen = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                method = re.search(outer.method, body).group(1).decode()
                outer.seen.append(method)
                rule = outer.rules.get("*") or outer.rules.pop(method, None)
                (rule or outer.forward)(self, body)

            def do_PUT(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                (outer.rules.pop("PUT", None) or outer.forward)(self, body)

            def do_GET(self):
                if self.path.startswith("/folder/"):
                    return outer.forward(self, None)
                outer.rules.pop("GET", lambda handler, _: answer(handler, 404, b""))(self, b"")

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/sdk"

    def entry(self, name):
        return (f"  - {{name: {name}, platform: vsphere, driver: live, url: '{self.url}', user: root, "
                f"passwordFile: {self.peer.directory / 'password'}}}\n")

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    # What may happen to a request

    def ask(self, handler, body):
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.peer.port, timeout=60, context=ssl._create_unverified_context())
        fields = {name: handler.headers[name] for name in self.passed if name in handler.headers}
        connection.request(handler.command, handler.path, body, fields)
        reply = connection.getresponse()
        return reply.status, reply.headers, reply.read()

    def forward(self, handler, body):
        status, headers, content = self.ask(handler, body)
        answer(handler, status, content, {name: headers[name] for name in ("Set-Cookie", "Content-Range") if name in headers})

    def swallow_answer(self, handler, body):
        """The peer has done it, and nobody is told."""
        self.ask(handler, body)
        handler.close_connection = True
        handler.connection.close()

    def drop(self, handler, body):
        handler.close_connection = True
        handler.connection.close()


class FaultyXapi(FaultyServer):
    """The same before a XenServer that speaks JSON-RPC."""

    method = rb'"method":"([\w.]+)"'
    passed = ("content-type", "x-http-other-config-dragoman")

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def entry(self, name):
        return self.peer.entry(name, url=self.url, tls="")


def saying(content, status=200):
    """An answer of one's own."""
    content = content if isinstance(content, bytes) else content.encode()
    return lambda handler, body: answer(handler, status, content)


def raw(content):
    """Bytes that are no HTTP."""
    def rule(handler, body):
        handler.wfile.write(content)
        handler.close_connection = True
    return rule


def answer(handler, status, content, headers={}):
    handler.send_response(status)
    handler.send_header("Content-Type", "text/xml")
    handler.send_header("Content-Length", str(len(content)))
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(content)
