"""What messages are sent to in tests: an HTTP server and an SMTP server on loopback.

    receiver.py http LOG [PLAN]     each line of PLAN answers one request: `200 body`, `503 body retry=7`, `die`, `hang`;
                                    the last one for ever. LOG: one JSON object a request.
    receiver.py smtp LOG            refuses recipients named nobody@…, puts off those named later@….
Prints the port, then serves until it is ended.
"""
import json
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

lock = threading.Lock()


def note(log, what):
    with lock, open(log, "a", encoding="utf-8") as out:
        out.write(json.dumps(what, ensure_ascii=False) + "\n")


def http(log, plan):
    answers = open(plan, encoding="utf-8").read().splitlines() if plan else ["200 ok"]
    count = [0]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            with lock:
                answer = answers[min(count[0], len(answers) - 1)]
                count[0] += 1
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            note(log, {"path": self.path, "headers": {k.lower(): v for k, v in self.headers.items()},
                       "body": body.decode("utf-8"), "answer": answer})
            if answer == "die":  # in the middle of the answer
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
                self.wfile.flush()
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            if answer == "hang":
                time.sleep(60)
            status, _, text = answer.partition(" ")
            text, _, retry = text.partition(" retry=")
            self.send_response(int(status))
            if retry:
                self.send_header("Retry-After", retry)
            if status == "302":
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_port, flush=True)
    server.serve_forever()


def smtp(log):
    from aiosmtpd.controller import Controller

    class Handler:
        async def handle_RCPT(self, server, session, envelope, address, options):
            if address.startswith("nobody@"):
                return "550 5.1.1 no such user"
            if address.startswith("later@"):
                return "451 4.3.0 try again later"
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, server, session, envelope):
            note(log, {"from": envelope.mail_from, "to": envelope.rcpt_tos,
                       "mail": envelope.content.decode("utf-8", "surrogateescape")})
            return "250 accepted"

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    Controller(Handler(), hostname="127.0.0.1", port=port).start()
    print(port, flush=True)
    while True:
        time.sleep(60)


if __name__ == "__main__":
    if sys.argv[1] == "http":
        http(sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else None)
    else:
        smtp(sys.argv[2])
