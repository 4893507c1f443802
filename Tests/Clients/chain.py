"""A XenServer that is another Dragoman: its front end for XenAPI clients, before simulated Xen hosts."""

import hashlib
import http.client
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from daemon import Daemon
from xapi_peer import PASSWORD, USER, Direct, entry

# Of PASSWORD.
HASH = "$scrypt$ln=15,r=8,p=1$2MmLJORAGcn36j8zFoqP8A$UXIWhrIH36lWmtUHRX7kyoaje8D1xrKrmU5EASUeSKs"


class Chained:
    """One such server. May be killed and started again on the same port and the same state directory."""

    def __init__(self, directory, hosts=("xen01",), vms=2, json=True):
        self.directory = directory
        self.daemon = Daemon(directory / "second", self.text(hosts, vms, 0))
        (directory / "password").write_text(PASSWORD + "\n")
        self.parameters = hosts, vms
        self.json = json
        self.front = None

    @staticmethod
    def text(hosts, vms, port):
        lines = [
            "listeners:", "  vsphere: {address: 127.0.0.1, port: 0}", f"  xen: {{address: 127.0.0.1, port: {port}}}",
            "  admin: {address: 127.0.0.1, port: 0}", "users:", f'  - {{name: {USER}, password: "{HASH}"}}', "hosts:"]
        lines += [f"  - {{name: {host}, platform: xen, driver: simulated, vms: {vms}}}" for host in hosts]
        return "\n".join(lines) + "\n"

    def start(self):
        self.daemon.start()
        self.daemon.configure(self.text(*self.parameters, self.daemon.xen_port))
        if not self.json and self.front is None:
            self.front = WithoutJSON(self)
        return self

    def kill(self):
        if self.daemon.is_alive:
            self.daemon.kill()

    def end(self):
        self.daemon.end()
        if self.front:
            self.front.close()

    @property
    def port(self):
        return self.daemon.xen_port

    @property
    def url(self):
        return f"https://127.0.0.1:{self.port}"

    @property
    def fingerprint(self):
        pem = (self.daemon.state / "tls/certificate.pem").read_text()
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()

    def entry(self, name, url=None, tls=None):
        if url or self.front:
            return entry(name, url or self.front.url, self.directory / "password", tls)
        return entry(name, self.url, self.directory / "password", f"fingerprint: {self.fingerprint}")

    def direct(self):
        return Direct(self.url)


class WithoutJSON:
    """Before a server: hands on what is XML-RPC, and knows nothing else."""

    def __init__(self, peer):
        outer = self
        self.refused = self.passed = 0

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                if self.path == "/jsonrpc":
                    outer.refused += 1
                    return self.answer(404, "text/html", b"<html><body>404 Not Found</body></html>")
                outer.passed += 1
                self.hand_on("POST", body)

            def do_GET(self):
                self.hand_on("GET", None)

            def hand_on(self, method, body):
                fields = {name: value for name, value in self.headers.items()
                          if name.lower() in ("content-type", "x-http-other-config-dragoman")}
                connection = http.client.HTTPSConnection(
                    "127.0.0.1", peer.port, timeout=60, context=ssl._create_unverified_context())
                try:
                    connection.request(method, self.path, body, fields)
                    reply = connection.getresponse()
                    self.answer(reply.status, reply.headers["Content-Type"], reply.read())
                except OSError:
                    self.close_connection = True
                finally:
                    connection.close()

            def answer(self, status, kind, content):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()
