"""nova's fake of XenAPI behind XML-RPC, what a XenServer older than 7.3 looks like from outside; with --json also behind
JSON-RPC 2.0.

The fake has no event.from and no records of metrics, and gives cards no addresses: these are added here, over its
database. A task's other_config takes the x-http-other-config- headers of its call, as in XAPI.
"""

import argparse
import json
import ssl
import xmlrpc.client
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from certificate import certificate
from fake import Failure
from pool import Pool

MARK = "x-http-other-config-"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    pool = None

    has_json = False

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.path in ("/", "/RPC2"):
            parameters, method = xmlrpc.client.loads(body)
            answer, failure = self.result(method, parameters)
            reply = {"Status": "Failure", "ErrorDescription": failure} if failure else {"Status": "Success", "Value": answer}
            self.say("text/xml", xmlrpc.client.dumps((reply,), methodresponse=True))
        elif self.path == "/jsonrpc" and self.has_json and self.headers["content-type"] == "application/json":
            call = json.loads(body)
            assert call["jsonrpc"] == "2.0", call
            answer, failure = self.result(call["method"], call["params"])
            reply = {"jsonrpc": "2.0", "id": call["id"]}
            if failure:
                reply["error"] = {"code": 1, "message": failure[0], "data": failure[1:]}
            else:
                reply["result"] = answer
            # XAPI has times as strings.
            self.say("application/json", json.dumps(reply, default=str))
        else:
            self.send_error(404)

    def result(self, method, parameters):
        """The value of a call, and the description of its error."""
        marks = {name.lower()[len(MARK):]: value for name, value in self.headers.items() if name.lower().startswith(MARK)}
        try:
            return self.pool.call(method, parameters, marks), None
        except Failure as failure:
            return None, [str(part) for part in failure.details]
        except Exception as error:
            return None, ["INTERNAL_ERROR", repr(error)]

    def say(self, kind, text):
        content = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        self.send_error(404)

    def log_message(self, *_):
        pass


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--port", type=int, default=0)
    arguments.add_argument("--user", default="root")
    arguments.add_argument("--password", default="")
    arguments.add_argument("--hosts", default="fake", help="their names, with commas between")
    arguments.add_argument("--tls", type=Path, help="where its certificate and key are or are to be")
    arguments.add_argument("--json", action="store_true", help="JSON-RPC too")
    given = arguments.parse_args()
    Handler.has_json = given.json
    Handler.pool = Pool(given.user, given.password, given.hosts.split(","))
    server = ThreadingHTTPServer(("127.0.0.1", given.port), Handler)
    server.daemon_threads = True
    if given.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate(given.tls))
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    print(f"{'https' if given.tls else 'http'}://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
