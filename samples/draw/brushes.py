"""The brushes that every picture shares: a canvas, stencils, noise, light, haze, and the finish of the print.

Coordinates are those of the finished picture, 1280 by 853, origin at the top left. Everything is painted at twice that
size and reduced at the end, so that edges are smooth. Colours are sRGB, 0 to 1, in float32.
"""

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1280, 853
SCALE = 2
QUALITY = 82
FILE_BYTES_MAX = 220_000

ROWS, COLS = HEIGHT * SCALE, WIDTH * SCALE
# The middle of each pixel, in picture coordinates.
Y = ((np.arange(ROWS, dtype=np.float32) + 0.5) / SCALE)[:, None]
X = ((np.arange(COLS, dtype=np.float32) + 0.5) / SCALE)[None, :]


def rgb(colour):
    """A colour from `#rrggbb`, or whatever array was given."""
    if isinstance(colour, str):
        return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], np.float32) / 255
    return np.asarray(colour, np.float32)


def mix(a, b, t):
    """The colour `t` of the way from `a` to `b`."""
    return rgb(a) * (1 - t) + rgb(b) * t


def smooth(lo, hi, x):
    """0 below `lo`, 1 above `hi`, an S-curve between."""
    t = np.clip((x - lo) / (hi - lo), 0, 1)
    return t * t * (3 - 2 * t)


def ramp(stops, at=Y):
    """Colours along `at` through `[(position, colour), …]`; by default from top to bottom."""
    places = [p for p, _ in stops]
    colours = np.stack([rgb(c) for _, c in stops])
    return np.stack([np.interp(at, places, colours[:, i]) for i in range(3)], -1).astype(np.float32)


def blurred(mask, radius):
    """A mask softened by `radius` pixels of the picture; wide blurs are made small and enlarged, for speed."""
    image = Image.fromarray((np.clip(mask, 0, 1) * 255).astype(np.uint8))
    reduce = 4 if radius > 8 else 1
    if reduce > 1:
        image = image.resize((COLS // reduce, ROWS // reduce), Image.BOX)
    image = image.filter(ImageFilter.GaussianBlur(radius * SCALE / reduce))
    return np.asarray(image.resize((COLS, ROWS), Image.BILINEAR), np.float32) / 255


def noise(rng, cell_x, cell_y=None, octaves=4, fall=0.5, rows=ROWS, cols=COLS):
    """Cloudy noise between 0 and 1, whose largest cells are `cell_x` by `cell_y` pixels of the picture."""
    cell_y = cell_y or cell_x
    total, weight, sum_of_weights = np.zeros((rows, cols), np.float32), 1.0, 0.0
    for _ in range(octaves):
        grid = (max(4, int(cols / SCALE / cell_x) + 3), max(4, int(rows / SCALE / cell_y) + 3))
        seed = Image.fromarray(rng.random((grid[1], grid[0]), np.float32))
        # The border of an enlarged grid is flat; leave it outside.
        box = (0.9, 0.9, grid[0] - 0.9, grid[1] - 0.9)
        total += weight * np.asarray(seed.resize((cols, rows), Image.BICUBIC, box=box))
        sum_of_weights += weight
        weight *= fall
        cell_x, cell_y = cell_x / 2, cell_y / 2
    total /= sum_of_weights
    return np.clip((total - 0.5) * 1.6 + 0.5, 0, 1)


def profile(rng, cell, octaves=6, fall=0.5):
    """A ridge line: one height between 0 and 1 for every column."""
    return noise(rng, cell, HEIGHT, octaves, fall, rows=4)[1]


def curve(points, steps=8):
    """A closed line through the points without corners (Catmull-Rom)."""
    p, line = np.asarray(points, np.float32), []
    for i in range(len(p)):
        a, b, c, d = p[i - 1], p[i], p[(i + 1) % len(p)], p[(i + 2) % len(p)]
        for t in np.linspace(0, 1, steps, endpoint=False):
            line.append(
                0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
            )
    return [(float(x), float(y)) for x, y in line]


class Stencil:
    """A mask made of shapes in picture coordinates."""

    def __init__(self):
        self.image = Image.new("L", (COLS, ROWS), 0)
        self.pen = ImageDraw.Draw(self.image)

    def poly(self, points, ink=255):
        """A polygon."""
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=ink)
        return self

    def rect(self, x0, y0, x1, y1, radius=0, ink=255):
        """A rectangle, with round corners if a radius is given."""
        box = [min(x0, x1) * SCALE, min(y0, y1) * SCALE, max(x0, x1) * SCALE, max(y0, y1) * SCALE]
        self.pen.rounded_rectangle(box, radius * SCALE, fill=ink)
        return self

    def oval(self, x, y, rx, ry=None, ink=255):
        """An ellipse around a middle."""
        ry = rx if ry is None else ry
        self.pen.ellipse([(x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE], fill=ink)
        return self

    def line(self, points, width=1.0, ink=255):
        """A line through points."""
        pixels = [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(pixels, fill=ink, width=max(1, round(width * SCALE)), joint="curve")
        return self

    def mask(self, blur=0):
        """The shapes as numbers between 0 and 1, softened if asked."""
        mask = np.asarray(self.image, np.float32) / 255
        return blurred(mask, blur) if blur else mask


class Canvas:
    """The picture while it is painted."""

    def __init__(self, seed, ground="#808080"):
        self.rng = np.random.default_rng(seed)
        self.px = np.empty((ROWS, COLS, 3), np.float32)
        self.px[:] = rgb(ground)

    def wash(self, colours):
        """Covers everything with a colour or a ramp."""
        self.px[:] = rgb(colours)

    def fill(self, mask, colour, alpha=1.0):
        """Paints a colour, or an array of colours, through a stencil or a mask."""
        if isinstance(mask, Stencil):
            box = mask.image.getbbox()
            if box is None:
                return
            part = np.s_[box[1] : box[3], box[0] : box[2]]
            mask = np.asarray(mask.image.crop(box), np.float32) / 255
        else:
            part = np.s_[:, :]
        colour = rgb(colour)
        if colour.ndim == 3 and part != np.s_[:, :]:
            colour = np.broadcast_to(colour, self.px.shape)[part]
        weight = (mask * alpha)[..., None]
        self.px[part] += (colour - self.px[part]) * weight

    def shade(self, mask, by):
        """Darkens (`by` below 1) or lightens what is under a mask."""
        mask = mask.mask() if isinstance(mask, Stencil) else mask
        self.px *= (1 + mask * (by - 1))[..., None]

    def add(self, mask, colour, strength=1.0):
        """Adds light of a colour (as a screen: it never burns out)."""
        mask = mask.mask() if isinstance(mask, Stencil) else mask
        light = np.clip(mask * strength, 0, 1)[..., None] * rgb(colour)
        self.px = 1 - (1 - np.clip(self.px, 0, 1)) * (1 - light)

    def glow(self, x, y, rx, colour, strength=1.0, ry=None):
        """A soft round light."""
        ry = ry or rx
        self.add(np.exp(-(((X - x) / rx) ** 2) - ((Y - y) / ry) ** 2), colour, strength)

    def haze(self, top, bottom, colour, alpha):
        """A veil that is nothing at `top` and `alpha` at `bottom`, and stays so below it if bottom is lower."""
        self.fill(np.broadcast_to(smooth(top, bottom, Y), (ROWS, COLS)), colour, alpha)

    def ridge(self, line, colour, foot=None, haze=None):
        """Hills under a line (one y for every column); towards `foot` they fade into `haze`."""
        mask = np.clip((Y - line[None, :]) * SCALE + 0.5, 0, 1)
        if haze is not None:
            depth = np.clip((Y - line[None, :]) / (foot - line[None, :] + 1e-3), 0, 1)[..., None]
            colour = rgb(colour) * (1 - depth) + rgb(haze) * depth
        self.fill(mask, colour)

    def clouds(self, cell_x, cell_y, colour, cover=0.5, soft=0.25, alpha=0.8, top=0, bottom=HEIGHT):
        """Clouds of a size, between two heights."""
        shape = smooth(1 - cover, 1 - cover + soft, noise(self.rng, cell_x, cell_y, 6, 0.55))
        band = smooth(top - 1, top + (bottom - top) * 0.25, Y) * (1 - smooth(bottom - (bottom - top) * 0.35, bottom, Y))
        self.fill(shape * band, colour, alpha)

    def water(self, horizon, tint, depth=0.6, ripple=14, stretch=1.0):
        """Mirrors what is above the horizon into everything below it, broken by waves that grow towards the viewer."""
        top = int(horizon * SCALE)
        below = np.arange(top, ROWS)
        near = ((below - top) / (ROWS - top)).astype(np.float32)[:, None]
        waves = noise(self.rng, 70, 5, 5, 0.62)[top:] - 0.5
        fine = noise(self.rng, 26, 2.2, 3, 0.6)[top:] - 0.5
        sway = (waves * ripple * (0.15 + near * 2.2) + fine * ripple * (0.1 + near)) * SCALE
        up = top - 1 - (below - top)[:, None] * stretch + sway * 1.6
        rows = np.clip(np.abs(up), 0, top - 1).astype(np.int32)
        cols = np.clip(np.arange(COLS)[None, :] + sway * 0.35, 0, COLS - 1).astype(np.int32)
        mirror = self.px[rows, cols]
        keep = (1 - depth * (0.35 + 0.65 * near))[..., None]
        self.px[top:] = mirror * keep + rgb(tint) * (1 - keep)
        self.px[top:] *= (1 + (waves + fine * 0.7) * (0.10 + 0.20 * near))[..., None]

    def print(self, bloom=0.25, vignette=0.22, grain=0.012, warmth=0.0):
        """Bloom, vignette, grain; then the JPEG, small enough for the wire."""
        px = np.clip(self.px, 0, 1)
        if bloom:
            bright = np.clip((px - 0.62) / 0.38, 0, 1)
            light = np.stack([blurred(bright[..., i], 18) for i in range(3)], -1)
            px = 1 - (1 - px) * (1 - light * bloom)
        off = ((X - WIDTH / 2) / WIDTH) ** 2 + ((Y - HEIGHT / 2) / HEIGHT) ** 2
        px = px * (1 - vignette * smooth(0.12, 0.55, off))[..., None]
        px = px * np.array([1 + warmth, 1, 1 - warmth], np.float32)
        image = Image.fromarray((np.clip(px, 0, 1) * 255 + 0.5).astype(np.uint8)).resize((WIDTH, HEIGHT), Image.LANCZOS)
        small = np.asarray(image, np.float32) / 255
        specks = self.rng.normal(0, grain, (HEIGHT, WIDTH, 1)).astype(np.float32)
        # Grain shows most in the middle tones, as on film.
        small = small + specks * (0.4 + 2.4 * small * (1 - small))
        image = Image.fromarray((np.clip(small, 0, 1) * 255 + 0.5).astype(np.uint8))
        for quality in range(QUALITY, 50, -3):
            out = io.BytesIO()
            image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
            if out.tell() < FILE_BYTES_MAX:
                break
        return out.getvalue()
