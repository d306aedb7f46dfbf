#!/usr/bin/env python3
"""A small HTTP server that answers well and badly, for the tests of the transport and of the client.

It prints its port and ends when its standard input closes, so that no test leaves it behind.

    local_server.py [--tls CERTIFICATE KEY]

Paths: /echo says what it was sent; /status/N answers N; /wait/S answers after S seconds; /drip sends a byte every 50 ms;
/bytes/N sends N bytes; /redirect, /garbage, /cut, /empty do what they say; /connection gives the peer's port;
/zeros/N sends N zero bytes, compressed; /script plays the answers of a script: POST /script/NAME takes a JSON list of
{"status", "headers", "body", "fault"}, and then /script/NAME/... plays one an answer, the last again and again; an
object of such lists plays the one whose name the request's body holds, the first of them;
GET /script/NAME gives the requests that came.
"""
import gzip
import http.server
import json
import os
import ssl
import sys
import threading
import time

scripts = {}
lock = threading.Lock()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "local"
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, *arguments):
        pass

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def raw(self, content):
        self.wfile.write(content)
        self.wfile.flush()
        self.close_connection = True

    def serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path, _, _ = self.path.partition("?")
        verb, *rest = path.strip("/").split("/")
        if verb == "script":
            self.script(rest, body)
        elif verb == "echo":
            lines = [f"{self.command} {self.path}"] + [f"{name}: {value}" for name, value in self.headers.items()]
            head = ("\n".join(lines) + "\n\n").encode()
            self.answer(200, head + body, [("X-Mixed-CASE", "  kept  "), ("X-Twice", "first"), ("X-Twice", "second")])
        elif verb == "status":
            self.answer(int(rest[0]), b"said so")
        elif verb == "interim":
            self.raw(b"HTTP/1.1 103 Early Hints\r\nX-From: interim\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        elif verb == "wait":
            time.sleep(float(rest[0]))
            self.answer(200, b"late")
        elif verb == "drip":
            self.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            for _ in range(1000):
                self.wfile.write(b".")
                self.wfile.flush()
                time.sleep(0.05)
        elif verb == "bytes":
            self.answer(200, b"x" * int(rest[0]))
        elif verb == "zeros":
            self.answer(200, gzip.compress(b"\0" * int(rest[0])), [("Content-Encoding", "gzip")])
        elif verb == "headers":
            self.answer(200, b"", [(f"X-{number}", "y" * 1000) for number in range(int(rest[0]))])
        elif verb == "redirect":
            self.answer(302, b"", [("Location", "/echo")])
        elif verb == "garbage":
            self.raw(b"\x00\x01 this is no HTTP\r\n\r\n")
        elif verb == "cut":
            self.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")
        elif verb == "empty":
            self.raw(b"")
        elif verb == "connection":
            self.answer(200, str(self.client_address[1]).encode())
        else:
            self.answer(404, b"nothing here")

    def script(self, rest, body):
        name = rest[0]
        with lock:
            if len(rest) == 1 and self.command == "POST":
                scripts[name] = (json.loads(body), [])
                return self.answer(204)
            answers, requests = scripts[name]
            if len(rest) == 1:
                return self.answer(200, json.dumps(requests).encode())
            requests.append({
                "method": self.command, "target": "/" + "/".join(self.path.strip("/").split("/")[2:]),
                "headers": {name.lower(): value for name, value in self.headers.items()}, "body": body.decode()})
            count = len(requests)
            if isinstance(answers, dict):
                mark = next(mark for mark in answers if mark in requests[-1]["body"])
                count = sum(mark in request["body"] for request in requests)
                answers = answers[mark]
            step = answers[min(count, len(answers)) - 1]
        time.sleep(step.get("seconds", 0))
        if step.get("fault") == "empty":
            return self.raw(b"")
        if step.get("fault") == "cut":
            return self.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
        self.answer(step["status"], step.get("body", "").encode(), step.get("headers", {}).items())

    do_GET = do_POST = do_DELETE = do_PUT = do_HEAD = serve


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    tls = None

    def get_request(self):
        connection, address = super().get_request()
        if self.tls:
            connection = self.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def handle_error(self, request, address):
        pass


def main():
    server = Server(("127.0.0.1", 0), Handler)
    if sys.argv[1:2] == ["--tls"]:
        server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.tls.load_cert_chain(sys.argv[2], sys.argv[3])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
