"""SOAP as bytes: what an attacker, or a client in trouble, sends to the vSphere listener."""

import http.client
import xml.etree.ElementTree as ElementTree

from daemon import PASSWORD, USER

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
VIM = "urn:vim25"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def envelope(body, header="", soap=SOAP):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="{soap}" xmlns:xsi="{XSI}" '
        f'xmlns:xsd="http://www.w3.org/2001/XMLSchema">{header}<soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>')


def call(method, this, arguments="", namespace=VIM):
    """A method's element. `this` is (type, value)."""
    return f'<{method} xmlns="{namespace}"><_this type="{this[0]}">{this[1]}</_this>{arguments}</{method}>'


class Reply:
    """A reply, or a fault taken to pieces."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        root = ElementTree.fromstring(body)
        self.content = root.find(f"{{{SOAP}}}Body")[0]
        self.is_fault = self.content.tag == f"{{{SOAP}}}Fault"
        self.fault = None
        self.fields = {}
        if self.is_fault:
            assert self.content.find("faultcode").text == "ServerFaultCode"
            self.message = self.content.find("faultstring").text
            assert self.message, "a fault without words"
            (detail,) = self.content.find("detail")
            self.fault = detail.get(f"{{{XSI}}}type")
            assert detail.tag == f"{{{VIM}}}{self.fault}Fault", "pyVmomi finds the class by the element's name"
            self.fields = {field.tag.split("}")[1]: field for field in detail}

    def texts(self, name):
        return [element.text for element in self.content.iter(f"{{{VIM}}}{name}")]

    def __repr__(self):
        return f"<{self.status} {self.fault} {self.body[:600]!r}>"


class Wire:
    """One connection and, after `login`, one session."""

    def __init__(self, daemon, timeout=30):
        self.daemon = daemon
        self.timeout = timeout
        self.connection = daemon.https(timeout)
        self.cookie = None

    def post(self, body, headers=None, path="/sdk", encode_chunked=False):
        fields = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '"urn:vim25/8.0.3.0"'}
        if self.cookie:
            fields["Cookie"] = self.cookie
        fields.update(headers or {})
        if isinstance(body, str):
            body = body.encode()
        for attempt in (1, 2):
            try:
                self.connection.request("POST", path, body, fields, encode_chunked=encode_chunked)
                reply = self.connection.getresponse()
                return Reply(reply.status, reply.headers, reply.read())
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                # The server may have closed a connection that was kept open.
                self.connection.close()
                self.connection = self.daemon.https(self.timeout)
                if attempt == 2:
                    raise
            except Exception:
                self.connection.close()
                raise

    def call(self, method, this, arguments="", **more):
        return self.post(envelope(call(method, this, arguments)), **more)

    def login(self, user=USER, password=PASSWORD):
        reply = self.call(
            "Login", ("SessionManager", "SessionManager"),
            f"<userName>{user}</userName><password>{password}</password>")
        if not reply.is_fault:
            self.cookie = reply.headers["Set-Cookie"].split(";")[0]
        return reply

    def close(self):
        self.connection.close()
