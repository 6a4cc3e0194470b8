# Confirms everything that waits. Call this when your system has taken the stories down, and not before.
import json, os, urllib.request

ADDRESS = "https://wire.example/api/v1/receipts"
head = {"Authorization": "Bearer " + os.environ["TELLAL_KEY"], "Content-Type": "application/json"}
with urllib.request.urlopen(urllib.request.Request(ADDRESS, headers=head)) as answer:
    waiting = json.load(answer)["receipts"]
for call in waiting:
    body = json.dumps({"seq": call["seq"], "note": "Taken down."}).encode()
    with urllib.request.urlopen(urllib.request.Request(ADDRESS, data=body, headers=head)) as answer:
        print(call["act"], call["item"], json.load(answer)["confirmed"]["time"])
print(len(waiting), "confirmed")
