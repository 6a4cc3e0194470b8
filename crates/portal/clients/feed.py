# Reads everything that the contract covers, in order, and goes on where it stopped. Python 3.9, nothing else.
import json, os, pathlib, time, urllib.error, urllib.request

BASE = "https://wire.example"
HEAD = {"Authorization": "Bearer " + os.environ["TELLAL_KEY"]}
CURSOR = pathlib.Path("cursor.txt")


def page(after):
    # `wait` holds the request open until there is something new, for 30 seconds at most.
    address = f"{BASE}/api/v1/feed?after={after}&limit=100&wait=30"
    with urllib.request.urlopen(urllib.request.Request(address, headers=HEAD), timeout=60) as answer:
        return json.load(answer)


def take(event):
    # `verdict` is the one answer to "may it be published?". A kill or a hold is an event of its own.
    print(event["seq"], event["act"], event["revision"], event["verdict"]["publishable"], flush=True)


after = int(CURSOR.read_text()) if CURSOR.exists() else 0
while True:
    try:
        found = page(after)
    except urllib.error.HTTPError as error:
        if error.code != 429 and error.code < 500:
            raise SystemExit(error.read().decode())
        time.sleep(int(error.headers.get("Retry-After") or 5))
        continue
    except OSError:
        time.sleep(5)
        continue
    for event in found["events"]:
        take(event)
    # The cursor moves when everything before it was taken, and not earlier. An event may come twice, and none is lost.
    after = found["next"]
    CURSOR.write_text(str(after))
