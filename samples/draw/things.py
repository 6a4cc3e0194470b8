"""Near things: a market board, a loom, glasses of tea."""

import numpy as np

from .brushes import HEIGHT, Canvas, Stencil, X, Y, blurred, curve, mix, noise, ramp, rgb, smooth

SEGMENTS = {
    "0": "abcdef",
    "1": "bc",
    "2": "abged",
    "3": "abgcd",
    "4": "fgbc",
    "5": "afgcd",
    "6": "afgedc",
    "7": "abc",
    "8": "abcdefg",
    "9": "abcdfg",
}


def digits(stencil, text, x, y, tall):
    """A number in seven segments, as boards show it."""
    w, t = tall * 0.52, tall * 0.11
    for sign in text:
        if sign == ".":
            stencil.rect(x, y + tall - t, x + t, y + tall)
            x += t * 2.4
            continue
        bars = {
            "a": (0, 0, w, t),
            "g": (0, tall / 2 - t / 2, w, tall / 2 + t / 2),
            "d": (0, tall - t, w, tall),
            "f": (0, 0, t, tall / 2),
            "b": (w - t, 0, w, tall / 2),
            "e": (0, tall / 2, t, tall),
            "c": (w - t, tall / 2, w, tall),
        }
        for name in SEGMENTS[sign]:
            x0, y0, x1, y1 = bars[name]
            stencil.rect(x + x0, y + y0, x + x1, y + y1)
        x += w + t * 2


def market():
    """A board of an exchange: a line that has climbed, volumes, figures."""
    c = Canvas(173, "#0a1424")
    c.wash(ramp([(0, "#0b172b"), (500, "#0d2036"), (853, "#081020")]))
    grid = Stencil()
    for x in np.arange(60, 940, 44):
        grid.rect(x, 70, x + 0.6, 640)
    for y in np.arange(92, 650, 44):
        grid.rect(50, y, 940, y + 0.6)
    c.fill(grid, "#3d6c92", 0.42)
    steps = np.cumsum(c.rng.normal(0.06, 1.0, 230))
    xs = np.linspace(56, 934, 230)
    trend = 500 - 300 * (xs - 56) / 878 + 46 * np.sin(xs / 92) + 20 * np.sin(xs / 31)
    line = trend - (steps - np.linspace(steps[0], steps[-1], 230)) * 7.5
    slow = np.convolve(np.pad(line, 12, "edge"), np.ones(25) / 25, "valid") + 16
    points = list(zip(xs, line, strict=True))
    under = Stencil().poly([*points, (934, 640), (56, 640)]).mask()
    c.add(under, ramp([(150, "#2fd0b0"), (640, "#07202a")]), 0.40)
    c.fill(Stencil().line(list(zip(xs, slow, strict=True)), 2.4), "#e8a94a", 0.85)
    stroke = Stencil().line(points, 3.4)
    c.add(blurred(stroke.mask(), 9), "#3df0cf", 1.0)
    c.fill(stroke, "#a8fff0")
    c.glow(xs[-1], line[-1], 46, "#8dffe9", 0.9)
    c.fill(Stencil().oval(xs[-1], line[-1], 6.5), "#ffffff")
    dashes = Stencil()
    for x in np.arange(56, 934, 14):
        dashes.rect(x, line[-1] - 0.6, x + 7, line[-1] + 0.6)
    c.fill(dashes, "#8dffe9", 0.5)
    rises, falls = Stencil(), Stencil()
    for i, x in enumerate(np.linspace(60, 926, 74)):
        tall = 18 + 62 * c.rng.random() ** 1.8 + 20 * np.exp(-(((x - 700) / 120) ** 2))
        up = line[min(229, i * 3 + 3)] <= line[i * 3]
        (rises if up else falls).rect(x, 770 - tall, x + 7.6, 770, 1)
    for bars, colour in [(rises, "#2fc4a4"), (falls, "#e0655a")]:
        c.fill(bars, ramp([(680, colour), (775, mix(colour, "#0a1424", 0.55))]))
    c.fill(Stencil().rect(50, 772, 940, 773), "#4d7ea6", 0.7)
    figures, greens, reds, rules = Stencil(), Stencil(), Stencil(), Stencil()
    for row, y in enumerate(np.arange(84, 780, 58)):
        value = c.rng.uniform(12, 980)
        digits(figures, f"{value:.2f}", 1004, y, 27)
        up = c.rng.random() < 0.66
        change = greens if up else reds
        digits(change, f"{c.rng.uniform(0.1, 4):.1f}", 1172, y, 27)
        tip = (-1, 22) if up else (23, 0)
        change.poly([(1150, y + tip[0] + 3), (1142, y + tip[1]), (1158, y + tip[1])])
        rules.rect(990, y + 42, 1246, y + 42.7)
        if row % 2:
            c.fill(Stencil().rect(986, y - 15, 1250, y + 42), "#16304c", 0.55)
    for stencil, colour in [(figures, "#ffcf7a"), (greens, "#58f0b4"), (reds, "#ff7a68")]:
        c.add(blurred(stencil.mask(), 6), colour, 0.9)
        c.fill(stencil, colour)
    c.fill(rules, "#3d6c92", 0.6)
    # The board is made of lamps: a fine raster, a sheen of the room's windows, and depth of field to the left.
    raster = (0.5 + 0.5 * np.cos(X * 2 * np.pi / 2.5)) * (0.5 + 0.5 * np.cos(Y * 2 * np.pi / 2.5))
    c.px *= (0.80 + 0.28 * raster)[..., None]
    sheen = np.exp(-(((X * 0.92 - Y * 0.5 - 160) / 120) ** 2)) + 0.7 * np.exp(-(((X * 0.92 - Y * 0.5 - 440) / 50) ** 2))
    c.add(sheen, "#9cc6f0", 0.085)
    soft = np.stack([blurred(c.px[..., i], 3.4) for i in range(3)], -1)
    far = smooth(480, -60, X + 0 * Y)
    c.fill(far, soft)
    for x, tall, wide in [(210, 250, 120), (1085, 215, 104)]:
        head = Stencil().oval(x, HEIGHT - tall + 46, 44, 56)
        head.poly(
            curve(
                [
                    (x - wide * 1.5, HEIGHT + 40),
                    (x - wide * 1.15, HEIGHT - tall * 0.42),
                    (x - 30, HEIGHT - tall * 0.58),
                    (x + 30, HEIGHT - tall * 0.58),
                    (x + wide * 1.15, HEIGHT - tall * 0.42),
                    (x + wide * 1.5, HEIGHT + 40),
                ]
            )
        )
        shape = head.mask(5)
        c.add(np.clip(blurred(shape, 9) - shape, 0, 1), "#59d8d0", 0.5)
        c.fill(shape, "#04080f", 0.97)
    return c.print(bloom=0.35, vignette=0.3)


def kilim(x, y):
    """The pattern at a knot: 0 to 5, a yarn; borders, lozenges with hooks, bands."""
    column, row = x % 28, y % 40
    dx, dy = abs(column - 14), abs(row - 20)
    ring = dx + dy * 0.8
    if y % 80 in (0, 1, 2, 77, 78, 79):
        return 1 if (x // 2 + y) % 4 < 2 else 4
    if ring < 2.5:
        return 2
    if ring < 5:
        return 5
    if ring < 8.5:
        return 0
    if ring < 10.5:
        return 4
    if ring < 13.5:
        return 3 if (x + y) % 4 else 2
    if 17 < ring < 19.5:
        return 5
    if ring > 22.5:
        return 1
    return 0 if dx > 9 and (y // 2) % 3 == 0 else 3


def loom():
    """A kilim growing on an upright loom."""
    c = Canvas(181)
    c.wash(ramp([(0, "#4a3527"), (853, "#2b1e18")]))
    c.px *= (0.8 + 0.4 * noise(c.rng, 500, 400, 4))[..., None]
    c.glow(180, 120, 640, "#e8b878", 0.5)
    yarns = np.stack([rgb(v) for v in ("#9c2f2b", "#27405f", "#e9d8b2", "#6d1f28", "#d59a3a", "#3f6b56")])
    left, right, top, edge = 176, 1104, 118, 468
    knot_w, knot_h = 5.0, 4.2
    warp = Stencil()
    for x in np.arange(left, right, knot_w):
        sway = c.rng.normal(0, 0.5)
        warp.line([(x + sway, top), (x, edge + 16)], 1.5, ink=int(c.rng.uniform(190, 255)))
    c.shade(Stencil().rect(left, top, right, edge + 20), 0.55)
    c.fill(warp, ramp([(100, "#f4e3bf"), (480, "#cbb083")]))
    c.fill(np.roll(warp.mask(), 2, 1) * (1 - warp.mask()), "#1a110d", 0.5)
    # The weave: every knot a little pillow, every yarn a little uneven.
    fell = edge + 13 * np.sin(X[0] / 74) * smooth(560, 900, X[0]) + 8 * np.round(1.4 * np.sin(X[0] / 110))
    kx, ky = np.floor((X - left) / knot_w).astype(int), np.floor((HEIGHT + 40 - Y) / knot_h).astype(int)
    table = np.array([[kilim(i, j) for i in range(28)] for j in range(80)])
    pick = table[np.mod(ky, 80), np.mod(kx, 28)]
    in_x, in_y = np.mod(X - left, knot_w) / knot_w - 0.5, np.mod(HEIGHT + 40 - Y, knot_h) / knot_h - 0.5
    pillow = 1 - 1.5 * (in_x**2 * 0.7 + (in_y + 0.12 * np.sign(np.mod(kx, 2) - 0.5)) ** 2 * 1.4)
    dye = noise(c.rng, 180, 5, 4, 0.6) - 0.5
    fuzz = noise(c.rng, 3, 2, 2) - 0.5
    cloth = yarns[pick] * (np.clip(pillow, 0.35, 1) * (1 + 0.34 * dye + 0.22 * fuzz))[..., None]
    inside = smooth(left - 3, left, X) * (1 - smooth(right, right + 3, X)) * smooth(-1, 1, Y - fell[None])
    c.shade(blurred(np.roll(inside, 8, 0), 5) * (1 - inside), 0.6)
    c.fill(inside, cloth)
    c.shade(inside * np.exp(-(((Y - fell[None]) / 5) ** 2)), 0.75)
    weft = Stencil().line([(left - 4, edge - 10), (470, edge - 12), (560, edge - 40), (700, edge - 62)], 3.2)
    c.shade(blurred(np.roll(weft.mask(), 8, 0), 2), 0.6)
    c.fill(weft, "#d59a3a")
    beam(c, 60, 1220, 70, 62, "#8a5a33")
    for x in (92, 1122):
        post(c, x, 66)
    beam(c, 140, 1140, 300, 17, "#b98950")
    shuttle(c, 760, edge - 76)
    hanks(c)
    c.glow(120, 60, 760, "#ffd9a0", 0.26)
    c.shade(smooth(720, 1300, X + (Y - 430) * 0.3), 0.68)
    return c.print(bloom=0.14, vignette=0.30, warmth=0.012)


def beam(c, x0, x1, y, tall, colour):
    """A round beam that lies across."""
    v = (Y - y) / tall
    light = np.clip(np.sin(np.pi * np.clip(v, 0, 1)) * 0.9 - 0.25 * v + 0.12, 0, 1)
    grain = noise(c.rng, 300, 7, 5, 0.6)
    tone = np.clip(light + (grain - 0.5) * 0.42, 0, 1)
    c.shade(Stencil().rect(x0, y + tall * 0.6, x1, y + tall * 1.5, 6).mask(9), 0.55)
    c.fill(
        Stencil().rect(x0, y, x1, y + tall, tall * 0.22),
        ramp([(0, mix(colour, "#140c08", 0.75)), (0.5, colour), (1, mix(colour, "#ffe4b8", 0.55))], tone),
    )


def post(c, x, wide):
    """An upright post."""
    u = (X - x) / wide
    grain = noise(c.rng, 8, 320, 5, 0.6)
    tone = np.clip(0.72 - 0.62 * u + (grain - 0.5) * 0.5 + 0 * Y, 0, 1)
    c.shade(Stencil().rect(x + wide * 0.6, 0, x + wide * 1.5, HEIGHT).mask(10), 0.55)
    c.fill(
        Stencil().rect(x, -20, x + wide, HEIGHT + 20, 5), ramp([(0, "#2c1a10"), (0.5, "#7d5230"), (1, "#c08f58")], tone)
    )


def shuttle(c, x, y):
    """A wooden shuttle with its yarn, lying on the threads."""
    body = curve(
        [(x - 74, y + 8), (x - 30, y - 9), (x + 40, y - 14), (x + 96, y - 6), (x + 44, y + 12), (x - 24, y + 16)]
    )
    c.shade(np.roll(Stencil().poly(body).mask(6), (22, 10), (0, 1)), 0.45)
    c.fill(Stencil().poly(body), ramp([(y - 16, "#f0c88d"), (y + 16, "#8d5a2d")]))
    c.fill(Stencil().oval(x + 10, y + 0.5, 42, 8), "#5a3519")
    yarn = Stencil()
    for i in range(26):
        yarn.line([(x - 26 + i * 2.9, y - 6), (x - 30 + i * 2.9, y + 7)], 2.2, ink=int(170 + 85 * (i % 2)))
    c.fill(yarn, "#e0a642")


def hanks(c):
    """Hanks of wool that hang from the beam."""
    for x, tall, colour in [(1196, 250, "#9c2f2b"), (1238, 210, "#d59a3a"), (34, 236, "#27405f"), (66, 196, "#3f6b56")]:
        shape = curve(
            [
                (x - 9, 96),
                (x + 9, 96),
                (x + 19, 96 + tall * 0.6),
                (x + 13, 96 + tall),
                (x - 13, 96 + tall),
                (x - 19, 96 + tall * 0.6),
            ]
        )
        mask = Stencil().poly(shape)
        strands = 0.5 + 0.5 * np.sin((X - x) * 2.1 / (0.55 + (Y - 80) / 420) + (noise(c.rng, 14, 70, 3) - 0.5) * 6)
        light = np.clip(0.30 + 0.34 * strands + 0.30 * np.cos((X - x + 8) / 13), 0, 1)
        c.shade(np.roll(mask.mask(7), (8, 14), (0, 1)), 0.6)
        c.fill(mask, ramp([(0, mix(colour, "#120a08", 0.7)), (0.6, colour), (1, mix(colour, "#ffe8c4", 0.45))], light))
        c.fill(Stencil().rect(x - 16, 150, x + 16, 160, 4), mix(colour, "#f3e0bb", 0.6))


def tea():
    """Two glasses of tea by a window over the water."""
    c = Canvas(191)
    c.wash(ramp([(0, "#e7b98d"), (250, "#f3cfa2"), (400, "#c99f96"), (520, "#7e7489")]))
    c.clouds(520, 60, "#fff0d2", cover=0.5, soft=0.4, alpha=0.6, top=0, bottom=330)
    hills = blurred(np.clip((Y - (392 - 60 * noise(c.rng, 380, HEIGHT, 4, rows=4)[1][None])) * 2, 0, 1), 12)
    c.fill(hills, ramp([(330, "#a78594"), (420, "#8c7b92")]))
    c.fill(smooth(404, 414, Y) + 0 * X, ramp([(404, "#e3b590"), (600, "#6f7391")]))
    c.glow(930, 330, 260, "#ffe2a0", 0.85)
    for _ in range(74):
        x, y, r = c.rng.normal(820, 330), c.rng.uniform(380, 560), c.rng.uniform(7, 27)
        disc = Stencil().oval(x, y, r).mask(1.5)
        c.add(
            disc, ["#ffd08a", "#ffb37a", "#fff0cc", "#f39a86"][int(c.rng.integers(4))], float(c.rng.uniform(0.10, 0.34))
        )
    c.fill(Stencil().rect(0, -10, 42, 620).mask(4), "#4a342e")
    c.fill(Stencil().rect(520, -10, 548, 600).mask(6), "#5a4038", 0.9)
    top = 566
    grain = noise(c.rng, 420, 9, 6, 0.6)
    wood = ramp(
        [(0, "#4a2a1b"), (0.5, "#855030"), (1, "#c98b55")], np.clip(0.30 + 0.55 * (grain - 0.2) - (Y - top) / 900, 0, 1)
    )
    c.fill(smooth(top - 4, top + 4, Y) + 0 * X, wood)
    c.add(
        np.exp(-(((X - 930) / 300) ** 2)) * smooth(top, top + 12, Y) * (1 - smooth(600, 840, Y) * 0.8), "#ffdca0", 0.42
    )
    for x, foot, size in [(860, 690, 0.86), (440, 748, 1.1)]:
        saucer(c, x, foot, size)
        glass(c, x, foot - 8 * size, size)
    for x, y, turn in [(1065, 752, 0.3), (1120, 770, -0.5), (1092, 738, 1.0)]:
        cube(c, x, y, 23, turn)
    steam(c, 440, 330)
    steam(c, 860, 372)
    return c.print(bloom=0.28, vignette=0.26, warmth=0.01)


def saucer(c, x, foot, size):
    """A white saucer with a red rim, and a spoon on it."""
    c.shade(Stencil().oval(x - 26 * size, foot + 30 * size, 190 * size, 34 * size).mask(12), 0.5)
    for r, lift, colour in [
        (172, 10, "#b98f7c"),
        (172, 2, "#f6e9da"),
        (165, 2, "#b5393a"),
        (156, 2, "#fbf1e4"),
        (112, 5, "#dcc6b4"),
        (108, 7, "#f3e6d8"),
    ]:
        c.fill(Stencil().oval(x, foot + lift * size, r * size, r * 0.235 * size), colour)
    c.shade(Stencil().oval(x - 34 * size, foot + 8 * size, 92 * size, 18 * size).mask(6), 0.66)
    c.add(Stencil().oval(x + 56 * size, foot + 10 * size, 54 * size, 11 * size).mask(7), "#ff9a4a", 0.50)
    handle = (
        Stencil()
        .line([(x + 88 * size, foot + 20 * size), (x + 214 * size, foot - 12 * size)], 6 * size)
        .oval(x + 76 * size, foot + 23 * size, 24 * size, 9 * size)
    )
    c.shade(np.roll(handle.mask(2), 10, 0), 0.75)
    c.fill(handle, ramp([(foot - 20 * size, "#fff7ea"), (foot + 34 * size, "#8b8790")]))


def glass(c, x, foot, size):
    """A tulip-shaped glass, full of tea with the light behind it."""
    tall = 262 * size
    t = np.clip((foot - Y) / tall, 0, 1)
    half = size * (
        46
        + 27 * np.clip(np.sin(np.pi * np.clip(t / 0.52, 0, 1)), 0, 1) ** 1.2
        - 7 * np.exp(-(((t - 0.58) / 0.14) ** 2))
        + 30 * smooth(0.58, 1.0, t)
    )
    inside = np.clip((half - np.abs(X - x)) * 2, 0, 1) * (Y < foot) * (Y > foot - tall)
    u = (X - x) / half
    level = foot - tall * 0.86
    back = np.roll(c.px, int(60 * size), 1)
    c.fill(inside, mix("#fff6e6", "#ffffff", 0.2), 0.10)
    c.fill(inside * 0.35, back)
    liquid = (
        inside * smooth(foot - 9 * size, foot - 14 * size, Y) * smooth(level - 1, level + 1, Y) * (np.abs(u) < 0.93)
    )
    light = np.clip(
        0.40 + 0.42 * u + 0.30 * t - 0.30 * np.exp(-(((t - 0.55) / 0.10) ** 2)) - 0.35 * np.abs(u) ** 6, 0, 1
    )
    c.fill(
        liquid,
        ramp([(0, "#3f0d0a"), (0.3, "#8d2410"), (0.6, "#d1571a"), (0.85, "#f59a3a"), (1, "#ffd083")], light),
        0.95,
    )
    rim = 67 * size * 0.97
    c.fill(
        Stencil().oval(x, level, rim * 0.93, rim * 0.15), ramp([(x - rim, "#7d240f"), (x + rim, "#f3a24c")], X + 0 * Y)
    )
    c.fill(
        Stencil().oval(x, level + 1.5, rim * 0.86, rim * 0.115),
        ramp([(x - rim, "#a8431a"), (x + rim, "#ffbf6a")], X + 0 * Y),
    )
    edge = inside * smooth(0.90, 0.99, np.abs(u))
    c.add(edge, "#fff6e0", 0.55)
    for place, width, strength in [(-0.72, 0.055, 0.60), (0.80, 0.035, 0.55), (-0.50, 0.025, 0.28)]:
        c.add(
            inside * np.exp(-(((u - place) / width) ** 2)) * smooth(0.05, 0.2, t) * (1 - smooth(0.86, 0.98, t)),
            "#ffffff",
            strength,
        )
    c.fill(Stencil().oval(x, foot, 50 * size, 11 * size), "#f8e6cc", 0.45)
    c.add(Stencil().oval(x + 12 * size, foot - 2 * size, 30 * size, 6 * size).mask(2), "#ff9a4a", 0.8)
    mouth = Stencil().oval(x, foot - tall, 76 * size, 12.5 * size).oval(x, foot - tall, 73 * size, 10.5 * size, ink=0)
    c.add(mouth, "#fffaf0", 0.85)


def cube(c, x, y, r, turn):
    """A lump of sugar."""

    def at(px, py, lift):
        return x + (px * np.cos(turn) - py * np.sin(turn)) * r, y + (
            px * np.sin(turn) + py * np.cos(turn)
        ) * r * 0.45 - lift * r

    corners = [(-0.6, -0.6), (0.6, -0.6), (0.6, 0.6), (-0.6, 0.6)]
    c.shade(Stencil().oval(x - 5, y + 4, r * 1.2, r * 0.5).mask(4), 0.55)
    faces = sorted(range(4), key=lambda i: sum(at(*corners[k % 4], 0)[1] for k in (i, i + 1)))
    for i in faces[2:]:
        a, b = corners[i], corners[(i + 1) % 4]
        bright = (at(*a, 0)[0] + at(*b, 0)[0]) / 2 - x
        c.fill(
            Stencil().poly([at(*a, 0), at(*b, 0), at(*b, 1), at(*a, 1)]),
            mix("#b9a296", "#f6e2c8", float(np.clip(0.5 + bright / r, 0, 1))),
        )
    c.fill(Stencil().poly([at(*p, 1) for p in corners]), "#fffaf0")


def steam(c, x, top):
    """Steam that rises and curls."""
    drift = 34 * np.sin((Y - top) / 64 + 1.3) * smooth(top + 130, top - 160, Y)
    wisps = noise(c.rng, 70, 150, 6, 0.58)
    body = np.exp(-(((X - x - drift) / (26 + 46 * smooth(top + 140, top - 200, Y))) ** 2))
    rise = smooth(top + 170, top + 120, Y) * smooth(top - 260, top - 40, Y)
    c.add(body * rise * smooth(0.42, 0.8, wisps), "#fff8ec", 0.55)
