"""A mail server for tests, on a free port of 127.0.0.1, that misbehaves as its script says.

usage: smtp_server.py FOLDER SCRIPT, where SCRIPT is JSON:
  implicit   TLS from the first byte
  starttls   offered (the default)
  login      [user, password] that it asks for
  greeting, auth, mail, rcpt, data, end   a reply to give instead of the usual one
  vanish     where it closes the connection: greeting, mail, rcpt, data, body, end
  hang       where it falls silent, by the same names
  close_after  closes a connection behind so many messages

It writes a line of JSON for its port, and one for each message it has read whole, as Python's own
`email` package reads it. It ends when its standard input does.
"""

import base64
import email
import email.policy
import json
import os
import socket
import ssl
import subprocess
import sys
import threading

folder, script = sys.argv[1], json.loads(sys.argv[2])
certificate, key = folder + "/certificate.pem", folder + "/key.pem"
lock = threading.Lock()


def make_certificate():
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=nudge test",
         "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, stderr=subprocess.DEVNULL)


def tell(**event):
    with lock:
        sys.stdout.write(json.dumps(event) + "\n")
        sys.stdout.flush()


def describe(data):
    message = email.message_from_bytes(data, policy=email.policy.default)
    defects = [type(defect).__name__ for part in message.walk() for defect in part.defects]
    for name in message:
        defects += [type(defect).__name__ for defect in message[name].defects]
    sender = message["From"].addresses[0]
    lines = data.split(b"\r\n")
    return {
        "subject": str(message["Subject"]), "name": sender.display_name, "from": sender.addr_spec,
        "to": message["To"].addresses[0].addr_spec, "id": str(message["Message-ID"]),
        "date": message["Date"].datetime.isoformat(),
        "headers": {name.lower(): str(message[name]) for name in message},
        "parts": [[part.get_content_type(), part.get_content()]
                  for part in message.walk() if not part.is_multipart()],
        "defects": defects, "longest": max(len(line) for line in lines),
        "plain": all(byte < 128 for byte in data), "bare": b"\n" in data.replace(b"\r\n", b""),
    }


class Connection(threading.Thread):
    def __init__(self, raw, context):
        super().__init__(daemon=True)
        self.socket, self.context, self.buffer = raw, context, b""
        self.secure, self.user, self.count = False, None, 0

    def line(self):
        while b"\r\n" not in self.buffer:
            more = self.socket.recv(65536)
            if not more:
                raise EOFError
            self.buffer += more
        line, self.buffer = self.buffer.split(b"\r\n", 1)
        return line

    def say(self, text):
        self.socket.sendall(text.encode() + b"\r\n")

    def stage(self, name, usual):
        """True when the dialogue goes on."""
        if script.get("hang") == name:
            threading.Event().wait()
        if script.get("vanish") == name:
            raise EOFError
        reply = script.get(name, usual)
        self.say(reply)
        return reply[0] in "23"

    def secured(self):
        self.socket = self.context.wrap_socket(self.socket, server_side=True)
        self.secure = True

    def run(self):
        try:
            if script.get("implicit"):
                self.secured()
            if self.stage("greeting", "220 test ESMTP"):
                while self.command(self.line().decode()):
                    pass
        except (EOFError, OSError):
            pass
        self.socket.close()

    def command(self, line):
        word = line.split(" ", 1)[0].upper()
        if word in ("EHLO", "HELO"):
            self.hello(line)
        elif word == "STARTTLS":
            self.say("220 go ahead")
            self.secured()
        elif word == "AUTH":
            self.authenticate(line)
        elif line.upper().startswith("MAIL FROM:"):
            self.sender = line[10:].split(">")[0].strip(" <")
            if script.get("login") and not self.user:
                self.say("530 5.7.0 Authentication required")
            else:
                self.stage("mail", "250 2.1.0 Ok")
        elif line.upper().startswith("RCPT TO:"):
            self.recipient = line[8:].split(">")[0].strip(" <")
            self.stage("rcpt", "250 2.1.5 Ok")
        elif word == "DATA":
            return self.data()
        elif word == "QUIT":
            self.say("221 bye")
            return False
        else:
            self.say("250 Ok")
        return True

    def hello(self, line):
        self.name = line.split(" ", 1)[-1]
        words = ["test"]
        if script.get("starttls", True) and not self.secure:
            words.append("STARTTLS")
        if script.get("login"):
            words.append("AUTH PLAIN LOGIN")
        words.append("8BITMIME")
        for index, word in enumerate(words):
            self.say("250" + ("-" if index + 1 < len(words) else " ") + word)

    def authenticate(self, line):
        parts = line.split(" ")
        if len(parts) < 3:
            self.say("334 ")
            parts.append(self.line().decode())
        fields = base64.b64decode(parts[2]).decode().split("\0")
        if "auth" not in script and fields[1:] == script.get("login"):
            self.user = fields[1]
            self.say("235 2.7.0 ok")
        else:
            self.say(script.get("auth", "535 5.7.8 Authentication failed"))

    def data(self):
        if not self.stage("data", "354 go on"):
            return True
        if script.get("vanish") == "body":
            self.socket.recv(1)
            raise EOFError
        lines = []
        while (line := self.line()) != b".":
            lines.append(line[1:] if line.startswith(b".") else line)
        data = b"\r\n".join(lines) + b"\r\n"
        tell(sender=self.sender, recipient=self.recipient, secure=self.secure, user=self.user,
             greeted=self.name, connection=id(self), mail=describe(data))
        self.count += 1
        self.stage("end", "250 2.0.0 Ok: queued as 4Xq%d" % self.count)
        return self.count != script.get("close_after")


def main():
    make_certificate()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", 0))
    tell(port=listener.getsockname()[1])
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    while True:
        Connection(listener.accept()[0], context).start()


main()
