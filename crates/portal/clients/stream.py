# The wire as it goes out: Server-Sent Events. Python 3.9, nothing else.
import json, os, time, urllib.error, urllib.request

BASE = "https://wire.example"
last = None

while True:
    head = {"Authorization": "Bearer " + os.environ["TELLAL_KEY"], "Accept": "text/event-stream"}
    if last is not None:
        head["Last-Event-ID"] = str(last)
    try:
        # A heartbeat comes every 15 seconds: a line that is silent for longer is broken.
        request = urllib.request.Request(f"{BASE}/api/v1/stream", headers=head)
        with urllib.request.urlopen(request, timeout=45) as stream:
            kind = None
            for line in stream:
                name, _, value = line.decode().rstrip("\r\n").partition(": ")
                if name == "event":
                    kind = value
                elif name == "data" and kind == "dispatch":
                    event = json.loads(value)
                    if last is not None and event["prev"] > last:
                        raise OSError(f"an event between {last} and {event['seq']} is missing")
                    print(event["seq"], event["act"], event["revision"], event["verdict"]["publishable"], flush=True)
                    last = event["seq"]
                elif name == "data" and kind == "heartbeat" and last is None:
                    # Where the stream began, for a line that breaks before the first event.
                    last = json.loads(value)["seq"]
    except urllib.error.HTTPError as error:
        if error.code != 429 and error.code < 500:
            raise SystemExit(error.read().decode())
    except OSError as why:
        print("again:", why, flush=True)
    time.sleep(2)
