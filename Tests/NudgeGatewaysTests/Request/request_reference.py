"""Reads the bodies of requests with Python's own parsers, as an independent reference.

Reads lines from standard input, all but the first two words in hexadecimal digits:
    form CHARSET BODY             a form, or a URL's query
    json CHARSET BODY             the texts of an object of texts and lists of texts
    xml CHARSET BODY              the texts and attributes of the root's children
    multipart CHARSET BODY TYPE   the parts, TYPE being the content type
Writes one line per question: NAME=VALUE for each field, in hexadecimal digits, divided by blanks.
"""

import email.parser
import json
import sys
import urllib.parse
import xml.etree.ElementTree


def form(charset, body, _):
    return urllib.parse.parse_qsl(
        body.decode("ascii"), keep_blank_values=True, strict_parsing=True,
        encoding=charset, errors="strict", max_num_fields=100)


def json_texts(charset, body, _):
    pairs = []
    for name, value in json.loads(body.decode(charset)).items():
        for text in value if isinstance(value, list) else [value]:
            assert isinstance(text, str)
            pairs.append((name, text))
    return pairs


def xml_texts(charset, body, _):
    text = body.decode(charset)
    declaration = '<?xml version="1.0" encoding="%s"?>' % charset.upper()
    assert text.startswith(declaration)
    # expat knows no encodings of several bytes but Unicode's.
    root = xml.etree.ElementTree.fromstring(text[len(declaration):])
    pairs = []
    for child in root:
        pairs += [(child.tag + "@" + name, value) for name, value in child.attrib.items()]
        pairs.append((child.tag, child.text or ""))
    return pairs


def multipart(charset, body, content_type):
    head = b"Content-Type: " + content_type + b"\r\n\r\n"
    message = email.parser.BytesParser().parsebytes(head + body)
    pairs = []
    for part in message.get_payload():
        name = part.get_param("name", header="content-disposition")
        pairs.append((name, part.get_payload(decode=True).decode(charset)))
    return pairs


READERS = {"form": form, "json": json_texts, "xml": xml_texts, "multipart": multipart}


def hexadecimal(text):
    return text.encode("utf-8").hex()


for line in sys.stdin:
    words = line.split(" ")
    kind, charset = words[:2]
    body, content_type = (bytes.fromhex(word.strip()) for word in (words[2:] + [""])[:2])
    fields = READERS[kind](charset, body, content_type)
    print(" ".join(hexadecimal(name) + "=" + hexadecimal(value) for name, value in fields))
