#!/usr/bin/env python3
"""The peer of `bench formats`: what a newsroom system in Python does for one copy of one story, timed in this process.

Such systems keep a story as JSON with its body as HTML. To write an XML format they parse that HTML, turn its elements into
those of the format, build a tree and serialise it; to read, they parse, look fields up by path, and keep the body as HTML.

Usage: newsroom.py ROUNDS < story.json
Prints a JSON object: {"newsml-g2": {"write": SECONDS, "read": SECONDS}, ...}, the medians of CPU time for one copy.
Needs lxml.
"""
import json
import statistics
import sys
import textwrap
import time
from datetime import datetime, timezone

from lxml import etree, html

NAR = "http://iptc.org/std/nar/2006-10-01/"
NITF = "http://iptc.org/std/NITF/2006-10-18/"
RENAMED = {"h2": "hl2", "blockquote": "bq", "strong": "em", "img": "media"}


def leaf(parent, name, text=None, **attributes):
    child = etree.SubElement(parent, name, **attributes)
    child.text = text
    return child


def nitf_body(parent, story):
    body = leaf(parent, "body")
    head = leaf(body, "body.head")
    leaf(leaf(head, "hedline"), "hl1", story["headline"])
    leaf(head, "byline", story["byline"])
    leaf(leaf(head, "dateline"), "location", story["city"])
    leaf(leaf(head, "abstract"), "p", story["standfirst"])
    content = leaf(body, "body.content")
    for block in html.fragments_fromstring(story["body_html"]):
        for element in block.iter():
            element.tag = RENAMED.get(element.tag, element.tag)
        content.append(block)


def write_newsml_g2(story):
    message = etree.Element("{%s}newsMessage" % NAR, nsmap={None: NAR})
    header = leaf(message, "header")
    leaf(header, "sent", story["versioncreated"])
    leaf(header, "sender", "tel")
    item = leaf(leaf(message, "itemSet"), "newsItem", guid=story["guid"], version=str(story["version"]), standard="NewsML-G2",
                standardversion="2.35", conformance="power")
    leaf(item, "catalogRef", href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml")
    rights = leaf(item, "rightsInfo")
    leaf(rights, "copyrightHolder", literal="Tellal")
    leaf(rights, "copyrightNotice", "(c) Tellal")
    leaf(rights, "usageTerms", story["usageterms"])
    meta = leaf(item, "itemMeta")
    leaf(meta, "itemClass", qcode="ninat:text")
    leaf(meta, "provider", literal="tel")
    leaf(meta, "versionCreated", story["versioncreated"])
    leaf(meta, "firstCreated", story["firstcreated"])
    leaf(meta, "pubStatus", qcode="stat:usable")
    leaf(meta, "edNote", story["ednote"])
    content = leaf(item, "contentMeta")
    leaf(content, "urgency", str(story["urgency"]))
    leaf(content, "language", tag=story["language"])
    for subject in story["subject"]:
        leaf(leaf(content, "subject", type="cpnat:abstract", qcode="medtop:" + subject["code"]), "name", subject["name"])
    for word in story["keywords"]:
        leaf(content, "keyword", word)
    leaf(content, "slugline", story["slugline"])
    leaf(content, "headline", story["headline"])
    leaf(content, "by", story["byline"])
    inline = leaf(leaf(item, "contentSet"), "inlineXML", contenttype="application/nitf+xml")
    nitf_body(etree.SubElement(inline, "nitf", nsmap={None: NITF}), story)
    return etree.tostring(message, xml_declaration=True, encoding="utf-8")


def read_newsml_g2(document):
    ns = {"n": NAR}
    item = etree.fromstring(document).find(".//{*}newsItem")
    found = {name: item.findtext(".//{*}" + name) for name in ("headline", "slugline", "by", "urgency", "edNote", "usageTerms")}
    found["guid"], found["version"] = item.get("guid"), item.get("version")
    found["versioncreated"] = datetime.fromisoformat(item.findtext(".//{*}versionCreated").replace("Z", "+00:00"))
    found["subject"] = [s.get("qcode") for s in item.iterfind(".//{*}subject")]
    found["keywords"] = [k.text for k in item.iterfind(".//{*}keyword")]
    content = item.find(".//{*}body.content")
    found["body_html"] = "".join(etree.tostring(block, encoding="unicode", method="html") for block in content)
    return found


def write_nitf(story):
    root = etree.Element("{%s}nitf" % NITF, nsmap={None: NITF})
    head = leaf(root, "head")
    leaf(head, "title", story["headline"])
    tobject = leaf(head, "tobject")
    for subject in story["subject"]:
        leaf(tobject, "tobject.subject", **{"tobject.subject.refnum": subject["code"], "tobject.subject.type": subject["name"]})
    data = leaf(head, "docdata", **{"management-status": "usable"})
    leaf(data, "doc-id", **{"id-string": story["guid"]})
    leaf(data, "urgency", **{"ed-urg": str(story["urgency"])})
    leaf(data, "date.issue", norm=story["versioncreated"])
    keys = leaf(data, "key-list")
    for word in story["keywords"]:
        leaf(keys, "keyword", key=word)
    nitf_body(root, story)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def read_nitf(document):
    root = etree.fromstring(document)
    data = root.find(".//{*}docdata")
    found = {"guid": data.find("{*}doc-id").get("id-string"), "headline": root.findtext(".//{*}hl1"),
             "byline": root.findtext(".//{*}byline"), "urgency": int(data.find("{*}urgency").get("ed-urg"))}
    found["versioncreated"] = datetime.fromisoformat(data.find("{*}date.issue").get("norm").replace("Z", "+00:00"))
    found["keywords"] = [k.get("key") for k in data.iterfind(".//{*}keyword")]
    found["subject"] = [s.get("tobject.subject.refnum") for s in root.iterfind(".//{*}tobject.subject")]
    content = root.find(".//{*}body.content")
    found["body_html"] = "".join(etree.tostring(block, encoding="unicode", method="html") for block in content)
    return found


def write_ninjs(story):
    # The body is cleaned on its way out, as it is edited by people.
    body = html.fragment_fromstring(story["body_html"], create_parent="div")
    out = {key: story[key] for key in ("guid", "version", "headline", "slugline", "byline", "urgency", "language", "usageterms",
                                       "ednote", "versioncreated", "firstcreated", "keywords", "subject")}
    out.update(type="text", pubstatus="usable", located=story["city"], description_text=story["standfirst"],
               body_html=html.tostring(body, encoding="unicode"))
    return json.dumps(out, ensure_ascii=False).encode()


def read_ninjs(document):
    found = json.loads(document)
    found["versioncreated"] = datetime.fromisoformat(found["versioncreated"].replace("Z", "+00:00"))
    body = html.fragment_fromstring(found["body_html"], create_parent="div")
    found["body_html"] = html.tostring(body, encoding="unicode")
    found["word_count"] = len(body.text_content().split())
    return found


def write_iptc7901(story):
    text = html.fragment_fromstring(story["body_html"], create_parent="div")
    lines = []
    for block in text:
        lines += textwrap.wrap(block.text_content(), 69, initial_indent="   ") or [""]
    count = sum(len(line.split()) for line in lines)
    stamp = datetime.now(timezone.utc).strftime("%d%H%M %b %y").upper()
    head = "\x01TEL0001 %d i %d\r\n%s\r\n\x02%s =\r\n" % (story["urgency"], count, story["slugline"], story["headline"])
    return (head + "\r\n".join(lines) + "\r\n\x03" + stamp + "\r\n\x04").encode()


def read_iptc7901(document):
    head, _, rest = document.decode().partition("\x02")
    text, _, tail = rest.partition("\x03")
    first, slug = head.lstrip("\x01").split("\r\n")[:2]
    headline, _, body = text.partition(" =\r\n")
    paragraphs = []
    for line in body.split("\r\n"):
        if line.startswith("   ") or not paragraphs:
            paragraphs.append(line.strip())
        else:
            paragraphs[-1] += " " + line.strip()
    return {"header": first.split(), "slug": slug, "headline": headline, "when": tail.strip(),
            "body_html": "".join("<p>%s</p>" % p for p in paragraphs)}


FORMATS = {
    "newsml-g2": (write_newsml_g2, read_newsml_g2),
    "nitf": (write_nitf, read_nitf),
    "ninjs": (write_ninjs, read_ninjs),
    "iptc7901": (write_iptc7901, read_iptc7901),
}


def p50(work, rounds):
    times = []
    for _ in range(rounds):
        start = time.process_time_ns()
        work()
        times.append((time.process_time_ns() - start) / 1e9)
    return statistics.median(times)


def main():
    rounds, story = int(sys.argv[1]), json.load(sys.stdin)
    out = {}
    for name, (write, read) in FORMATS.items():
        document = write(story)
        assert read(document)["headline"] == story["headline"], name
        out[name] = {"write": p50(lambda: write(story), rounds), "read": p50(lambda: read(document), rounds)}
    json.dump(out, sys.stdout)


main()
