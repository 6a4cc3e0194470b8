"""`python check.py`: reads all sample content and names what is wrong with it. Exits with 1 if anything is."""

import re
import sys
import tomllib
import unicodedata
from pathlib import Path

HERE = Path(__file__).resolve().parent
STORY_KEYS = "id language slug headline standfirst byline dateline priority category topics keywords places".split()
STORY_OPTIONAL = {"public_summary", "editors_note", "picture"}
PICTURE_KEYS = (
    "id language slug headline byline dateline priority category topics keywords places "
    "credit copyright usage_terms media"
).split()
GAP = re.compile(r"\{(\w+)\}")
CATEGORIES = set("general sport economy health science politics culture".split())
SLUG_CHARS_MAX, HEADLINE_CHARS_MAX, FLASH_CHARS_MAX, PICTURE_BYTES_MAX = 64, 120, 200, 220_000
faults = []


def fault(path, why):
    """Notes a fault."""
    faults.append(f"{path.relative_to(HERE)}: {why}")


def read(path, keys, optional, fill=lambda text: text):
    """The front matter and the body of a file, checked alone. `fill` fills its gaps."""
    text = fill(path.read_text("utf-8"))
    if any(unicodedata.category(sign) in ("Cc", "Co", "Cn", "Cs") and sign != "\n" for sign in text):
        fault(path, "holds a control character")
    _, head, body = text.split("---\n", 2)
    data = {}
    for line in head.splitlines():
        key, _, value = line.partition(": ")
        if key in data or not value.strip():
            fault(path, f"`{key}` is empty or given twice")
        data[key] = value.strip()
    for key in keys:
        if key not in data:
            fault(path, f"`{key}` is missing")
    if extra := set(data) - set(keys) - optional:
        fault(path, f"unknown keys: {extra}")
    slug = data["slug"]
    ok = all(sign.isalnum() or unicodedata.combining(sign) or sign in "-_/.' " for sign in slug)
    if not ok or "  " in slug or len(slug) > SLUG_CHARS_MAX or slug != slug.upper() and data["language"] != "tr":
        fault(path, f"bad slug {slug}")
    if len(data["headline"]) > HEADLINE_CHARS_MAX:
        fault(path, "headline is too long")
    if data["priority"] not in set("123456") or data["category"] not in CATEGORIES:
        fault(path, "bad priority or category")
    if not re.fullmatch(r"[^,]+, [A-Z]{2}", data["dateline"]):
        fault(path, "bad dateline")
    if not all(re.fullmatch(r"medtop:\d{8}", topic) for topic in data["topics"].split(", ")):
        fault(path, "bad topics")
    return data, body.strip()


def check_story(path, data, body, language):
    """The rules of a written story."""
    if data["language"] != language:
        fault(path, "stands in the folder of another language")
    blocks = re.split(r"\n\s*\n", body)
    if data["priority"] == "1" and (len(blocks) > 1 or len(body) > FLASH_CHARS_MAX):
        fault(path, "a flash is one paragraph of at most 200 characters")
    for block in blocks:
        lines = block.splitlines()
        if lines[0].startswith(">") and not lines[-1].startswith("> — "):
            fault(path, "a quote does not name its speaker")
        if lines[0].startswith("|") and len({line.count("|") for line in lines}) > 1:
            fault(path, "the rows of a table differ in length")
        if not lines[0].startswith((">", "|", "-", "1.", "#")) and len(lines) > 1:
            fault(path, "a paragraph runs over several lines")


def check_regular(folder, pictures):
    """Fills every document of a language with every town, and the gaps of what happens to its stories."""
    facts = tomllib.loads(folder.with_suffix(".toml").read_text("utf-8"))
    towns, documents = facts.pop("town"), {}
    for path in sorted(folder.glob("*.md")):
        numbers = re.search(r"^numbers: (.+)$", path.read_text("utf-8"), re.MULTILINE)
        numbers = dict(re.findall(r"(\w+)=(\d+)-\d+", numbers[1]) if numbers else [])
        for at, town in enumerate(towns):
            gaps = {**numbers, **town, "n": "1", "rival": towns[at - 1]["club"]}
            if missing := set(GAP.findall(path.read_text("utf-8"))) - set(gaps):
                fault(path, f"nothing fills {missing}")
                break
            fill = lambda text, gaps=gaps: GAP.sub(lambda gap: gaps.get(gap[1], gap[0]), text)
            data, body = read(path, STORY_KEYS + ["numbers"], STORY_OPTIONAL, fill)
            check_story(path, data, body, folder.name)
            if data.get("picture") and pictures.get(data["picture"]) != folder.name:
                fault(path, f"no picture {data['picture']} in this language")
            documents[data["id"]] = body, fill
    for act in (act for acts in facts.values() for act in acts):
        body, fill = documents.get(act["id"], ("", str))
        filled = {key: fill(value) for key, value in act.items()}
        if not body or any(GAP.search(value) for value in filled.values()):
            fault(folder.with_suffix(".toml"), f"{act['id']}: no such document, or a gap that nothing fills")
        if "was" in filled and body.count(filled["was"]) != 1:
            fault(folder.with_suffix(".toml"), f"{act['id']}: `was` is found {body.count(filled['was'])} times")
        if len(filled.get("headline", "")) > HEADLINE_CHARS_MAX:
            fault(folder.with_suffix(".toml"), f"{act['id']}: headline is too long")
    return len(documents)


def main():
    """Checks every file, then what refers to what."""
    pictures, stories = {}, {}
    for path in sorted((HERE / "pictures").glob("*.md")):
        data, _ = read(path, PICTURE_KEYS, set())
        media = path.parent / data["media"]
        if not media.is_file() or media.stat().st_size >= PICTURE_BYTES_MAX:
            fault(path, "its file is missing or too large")
        pictures[data["id"]] = data["language"]
    for path in sorted((HERE / "stories").glob("*/*.md")):
        data, body = read(path, STORY_KEYS, STORY_OPTIONAL)
        check_story(path, data, body, path.parent.name)
        if data["id"] in stories or data["id"] in pictures:
            fault(path, "its id is used twice")
        if data.get("picture") and pictures.get(data["picture"]) != data["language"]:
            fault(path, f"no picture {data['picture']} in this language")
        if any(
            data.get("picture")
            and data.get("picture") == other.get("picture")
            and data["language"] == other["language"]
            for other, _ in stories.values()
        ):
            fault(path, "its picture is used by another story of the language")
        stories[data["id"]] = data, body
    for path in sorted((HERE / "updates").glob("*.toml")):
        acts = tomllib.loads(path.read_text("utf-8"))
        for act in (entry for entries in acts.values() for entry in entries):
            data, body = stories.get(act["id"], ({}, ""))
            if data.get("language") != path.stem:
                fault(path, f"no story {act['id']} in this language")
            if "was" in act and body.count(act["was"]) != 1:
                fault(path, f"{act['id']}: `was` is found {body.count(act['was'])} times")
            if len(act.get("headline", "")) > HEADLINE_CHARS_MAX:
                fault(path, f"{act['id']}: headline is too long")
    regular = sum(check_regular(folder, pictures) for folder in sorted((HERE / "regular").glob("*/")))
    print(f"{len(stories)} stories, {regular} regular ones, {len(pictures)} pictures, {len(faults)} faults", *faults, sep="\n")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
