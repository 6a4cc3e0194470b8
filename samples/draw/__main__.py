"""`python -m draw [NAME…]`, in the folder `samples`: draws all pictures, or those named, into `pictures/`."""

import sys
from pathlib import Path

from . import PICTURES

FOLDER = Path(__file__).resolve().parent.parent / "pictures"


def main():
    """Draws and tells the size of each."""
    names = sys.argv[1:] or sorted(PICTURES)
    unknown = [name for name in names if name not in PICTURES]
    if unknown:
        sys.exit(f"no such picture: {', '.join(unknown)}; there are {', '.join(sorted(PICTURES))}")
    for name in names:
        jpeg = PICTURES[name]()
        (FOLDER / f"{name}.jpg").write_bytes(jpeg)
        print(f"{name}.jpg  {len(jpeg) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
