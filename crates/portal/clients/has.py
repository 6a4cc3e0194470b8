import base64, json, os, time, urllib.request

BASE = "https://wire.example/abone"
pair = base64.b64encode(("your-login:" + os.environ["TELLAL_PASSWORD"]).encode()).decode()


def ask(path, form=None):
    request = urllib.request.Request(f"{BASE}/{path}", data=form, headers={"Authorization": f"Basic {pair}"})
    with urllib.request.urlopen(request) as answer:
        return answer.read()


found = json.loads(ask("search", b"limit=5"))["data"]["result"]
for hit in found:
    print(hit["id"], hit["title"])
# HAS clients wait for half a second between two requests.
time.sleep(0.5)
print(ask(f"document/{found[0]['id']}/newsml29").decode()[:300])
