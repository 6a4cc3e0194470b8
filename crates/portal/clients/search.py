import json, os, urllib.parse, urllib.request

BASE = "https://wire.example"
query = urllib.parse.urlencode({"q": "kind:text priority:1-3 -rehearsal", "limit": 5})
head = {"Authorization": "Bearer " + os.environ["TELLAL_KEY"]}
with urllib.request.urlopen(urllib.request.Request(f"{BASE}/api/v1/search?{query}", headers=head)) as answer:
    found = json.load(answer)
print(found["total"], "stories")
for hit in found["hits"]:
    print(hit["item"], hit["headline"])
