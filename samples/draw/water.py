"""By the water: a ferry in a harbour, the skyline across the strait, a bridge in the morning fog."""

import numpy as np

from .brushes import HEIGHT, WIDTH, Canvas, Stencil, X, Y, blurred, mix, noise, profile, ramp, smooth


def windows(c, x0, y0, x1, y1, dx, dy, share, colour="#ffd58a", size=(1.6, 2.4), strength=0.9):
    """Lit windows in a grid, a share of them, each a little different."""
    lights = Stencil()
    for y in np.arange(y0, y1, dy):
        for x in np.arange(x0, x1, dx):
            if c.rng.random() < share:
                lights.rect(x, y, x + size[0], y + size[1], ink=int(c.rng.uniform(110, 255)))
    c.add(lights, colour, strength)


def gulls(c, birds, colour):
    """Gulls on the wing: `(x, y, span)`."""
    wings = Stencil()
    for x, y, span in birds:
        tip = c.rng.uniform(-0.12, 0.10) * span
        left = [(x - span * t, y - span * 0.34 * np.sin(t * 2.3) + tip * t) for t in np.linspace(0, 1, 7)]
        right = [(x + span * t, y - span * 0.34 * np.sin(t * 2.3) - tip * t) for t in np.linspace(0, 1, 7)]
        wings.line(left, max(1.0, span * 0.10)).line(right, max(1.0, span * 0.10))
        wings.oval(x, y + span * 0.02, span * 0.10, span * 0.07)
    c.fill(wings, colour)


def ferry(c, x, y, size, dark, light):
    """A city ferry seen from the side, its bow to the right; `y` is the water line."""

    def at(points):
        return [(x + px * size, y + py * size) for px, py in points]

    hull = at([(-150, -22), (118, -22), (162, -34), (140, 0), (-138, 0), (-154, -10)])
    c.fill(Stencil().poly(hull), dark)
    c.fill(Stencil().poly(at([(-151, -22), (118, -22), (161, -34), (159, -30), (119, -17), (-151, -17)])), light)
    c.fill(Stencil().poly(at([(-140, -5), (142, -5), (140, 0), (-138, 0)])), "#8f3b33")
    shade = mix(light, dark, 0.25)
    for left, right, low, high in [(-138, 112, -22, -44), (-128, 92, -44, -64), (4, 74, -64, -82)]:
        c.fill(
            Stencil().poly(at([(left, low), (right, low), (right - 6, high), (left + 3, high)])),
            ramp([(y + high * size, light), (y + low * size, shade)]),
        )
        c.fill(
            Stencil().poly(at([(left - 3, high), (right + 2, high), (right + 2, high - 2.4), (left - 3, high - 2.4)])),
            mix(light, "#ffffff", 0.4),
        )
    panes, glow = Stencil(), Stencil()
    for left, right, low in [(-132, 104, -38), (-122, 82, -58)]:
        for px in np.arange(left, right, 11.5):
            (glow if c.rng.random() < 0.84 else panes).rect(
                *at([(px, low)])[0], *at([(px + 7.6, low + 8.4)])[0], 1.2 * size
            )
    for px in np.arange(10, 68, 9.5):
        panes.rect(*at([(px, -78)])[0], *at([(px + 7, -70)])[0], 1)
    c.fill(panes, mix(dark, "#5f7a9a", 0.5))
    c.fill(glow, "#ffd98f")
    c.add(glow.mask(5), "#ffb55a", 0.5)
    funnel = at([(-46, -64), (-18, -64), (-21, -104), (-44, -104)])
    c.fill(Stencil().poly(funnel), ramp([(x - 46 * size, "#e9b04a"), (x - 18 * size, "#9c6a2c")], X + 0 * Y))
    c.fill(Stencil().poly(at([(-45, -94), (-20.5, -94), (-21, -104), (-44, -104)])), dark)
    lines = Stencil().line(at([(54, -82), (58, -118)]), 1.6 * size).line(at([(-100, -64), (-100, -92)]), 1.6 * size)
    for px in np.arange(-134, 4, 8):
        lines.line(at([(px, -66), (px, -73)]), 0.8)
    lines.line(at([(-134, -73), (4, -73)]), 0.9)
    c.fill(lines, mix(light, dark, 0.5))


def hill_town(c, line, base, colour, count, lights):
    """Houses crowding on a hillside, with lights."""
    tones = [Stencil() for _ in range(3)]
    for _ in range(count):
        x = c.rng.uniform(-10, WIDTH + 10)
        top = line[int(np.clip(x, 0, WIDTH - 1) * 2)]
        y = c.rng.uniform(top + 3, max(top + 4, base))
        w, h = c.rng.uniform(7, 17), c.rng.uniform(8, 22)
        tones[c.rng.integers(3)].rect(x, y - h, x + w, y + 14)
    for tone, t in zip(tones, (0.0, 0.13, 0.26), strict=True):
        c.fill(tone, mix(colour, "#f0c8a8", t))
    dots = Stencil()
    for _ in range(lights):
        x = c.rng.uniform(0, WIDTH)
        top = line[int(x * 2)]
        y = c.rng.uniform(top - 4, base)
        dots.rect(x, y, x + 1.7, y + 1.9, ink=int(c.rng.uniform(90, 255)))
    c.add(dots, "#ffdc9a", 0.9)


def harbour():
    """A ferry leaves its pier at dusk."""
    c = Canvas(71)
    c.wash(ramp([(0, "#26365f"), (170, "#4f5f8e"), (320, "#a98aa0"), (410, "#eea983"), (470, "#fdd59c")]))
    c.clouds(460, 26, "#e8a48e", cover=0.5, soft=0.3, alpha=0.6, top=40, bottom=430)
    c.clouds(300, 12, "#ffd9a6", cover=0.42, soft=0.25, alpha=0.55, top=280, bottom=460)
    c.glow(330, 468, 300, "#ff9d57", 0.6, ry=150)
    for base, high, colour in [(474, 100, "#a8879a"), (478, 84, "#7c6a8c")]:
        line = base - high * profile(c.rng, 380, 6, 0.42) * np.interp(X[0], [0, 420, 900, 1280], [0.5, 0.45, 1.0, 1.2])
        c.ridge(line, colour, 480, mix(colour, "#f5b58c", 0.35))
    line = 480 - 20 - 74 * profile(c.rng, 430, 5, 0.4) * smooth(560, 1150, X[0]) * 1.5
    c.ridge(line, "#4d476c")
    hill_town(c, np.where(X[0] > 640, line, 478), 478, "#4a4468", 900, 620)
    mosque(c, 1010, 440, 0.62, "#3f3a5d")
    c.water(480, "#1f3056", depth=0.42, ripple=10)
    c.add(
        np.exp(-(((X - 330) / (40 + (Y - 470) * 0.3)) ** 2))
        * smooth(482, 500, Y)
        * smooth(0.5, 0.75, noise(c.rng, 46, 3, 4, 0.7)),
        "#ffcb8c",
        0.75,
    )
    wake = np.exp(-(((Y - 606 - np.abs(X - 430) * 0.02) / 7) ** 2)) * smooth(60, 380, X) * (1 - smooth(720, 800, X))
    under = Stencil().poly([(440, 606), (800, 606), (770, 700), (480, 700)]).mask(14)
    c.shade(under * (0.6 + 0.6 * noise(c.rng, 60, 4, 3)), 0.62)
    ferry(c, 615, 606, 1.18, "#263352", "#efe3d4")
    c.add(wake * smooth(0.3, 0.7, noise(c.rng, 30, 4, 4, 0.6)), "#ffe8d2", 0.6)
    shine = Stencil()
    for px in np.arange(462, 740, 13):
        shine.rect(px, 612, px + 6, 612 + c.rng.uniform(26, 78), 3, ink=150)
    c.add(shine.mask(3) * smooth(0.4, 0.7, noise(c.rng, 22, 3, 3, 0.6)), "#ffc56f", 0.75)
    gulls(
        c, [(300, 300, 26), (372, 346, 17), (792, 372, 20), (868, 300, 30), (930, 362, 14), (470, 250, 13)], "#39395a"
    )
    quay = [(-10, 790), (470, 764), (1290, 806), (1290, 860), (-10, 860)]
    c.fill(Stencil().poly(quay), ramp([(764, "#3a3a58"), (853, "#191c33")]))
    c.fill(Stencil().line([(-10, 790), (470, 764), (1290, 806)], 3), "#b98a84", 0.75)
    for x, y in [(120, 786), (420, 772), (980, 795)]:
        bollard = Stencil().rect(x - 9, y - 24, x + 9, y + 12, 3).oval(x, y - 26, 15, 7)
        c.fill(bollard, "#12152a")
        c.fill(Stencil().oval(x - 3, y - 29, 8, 2), "#d79c86", 0.7)
    lamp(c, 1150, 800, 250, "#12152a")
    lamp(c, 40, 792, 190, "#12152a")
    return c.print(bloom=0.32, vignette=0.25)


def lamp(c, x, foot, tall, colour):
    """A quay lamp, lit."""
    post = (
        Stencil()
        .poly([(x - 4, foot), (x - 2, foot - tall), (x + 2, foot - tall), (x + 4, foot)])
        .rect(x - 8, foot - 16, x + 8, foot, 2)
    )
    post.poly([(x - 13, foot - tall - 28), (x + 13, foot - tall - 28), (x, foot - tall - 42)]).rect(
        x - 8, foot - tall - 4, x + 8, foot - tall
    )
    c.fill(post, colour)
    c.fill(
        Stencil().poly(
            [(x - 10, foot - tall - 27), (x + 10, foot - tall - 27), (x + 7, foot - tall - 4), (x - 7, foot - tall - 4)]
        ),
        "#fff0c4",
    )
    c.glow(x, foot - tall - 16, 92, "#ffbf6b", 0.6)


def mosque(c, x, foot, size, colour, alpha=1.0):
    """Domes that climb to the great one, between slender minarets."""
    shape = Stencil()
    for dx, lift, r in [(0, 70, 62), (-62, 44, 30), (62, 44, 30), (-98, 24, 22), (98, 24, 22)]:
        top = foot - lift * size
        shape.oval(x + dx * size, top, r * size, r * size * 0.74).rect(
            x + (dx - r) * size, top, x + (dx + r) * size, foot + 10
        )
    shape.rect(x - 122 * size, foot - 26 * size, x + 122 * size, foot + 40 * size)
    shape.line([(x, foot - 112 * size), (x, foot - 134 * size)], 2.4 * size)
    for dx, tall in [(-138, 196), (138, 196), (-92, 158), (92, 158)]:
        w = 5.2 * size
        mx, top = x + dx * size, foot - tall * size
        shape.poly(
            [
                (mx - w, foot + 40 * size),
                (mx - w * 0.8, top),
                (mx, top - 34 * size),
                (mx + w * 0.8, top),
                (mx + w, foot + 40 * size),
            ]
        )
        for ring in (0.99, 0.70):
            shape.rect(mx - w * 1.7, foot - tall * size * ring, mx + w * 1.7, foot - tall * size * ring + 5 * size)
    c.fill(shape, colour, alpha)


def skyline():
    """Minarets and towers over the strait, early in the morning."""
    c = Canvas(83)
    c.wash(ramp([(0, "#7f93b8"), (220, "#c1b9c6"), (380, "#f1c9ae"), (500, "#fbe0b4"), (560, "#fdeac4")]))
    c.clouds(520, 30, "#fff0dd", cover=0.5, soft=0.35, alpha=0.55, top=20, bottom=470)
    c.glow(880, 410, 330, "#ffc27e", 0.5)
    c.glow(880, 410, 62, "#fff5d8", 0.95)
    base = 566
    for depth, (colour, low, high, wide, gap) in enumerate(
        [("#dcbcac", 60, 180, (20, 44), 26), ("#bf9f9d", 40, 130, (18, 40), 24)]
    ):
        towers, lit = Stencil(), Stencil()
        x = -20.0
        while x < WIDTH:
            middle = np.exp(-(((x - (980 if depth == 0 else 240)) / 300) ** 2))
            w = c.rng.uniform(*wide)
            tall = c.rng.uniform(low, high) * (0.45 + 1.0 * middle)
            towers.rect(x, base - tall, x + w, base + 20)
            if c.rng.random() < 0.3:
                towers.rect(x + w * 0.3, base - tall - 10, x + w * 0.7, base - tall).line(
                    [(x + w / 2, base - tall - 30), (x + w / 2, base - tall)], 1
                )
            lit.rect(x + w * 0.72, base - tall, x + w, base + 20)
            x += w + c.rng.uniform(-8, gap)
        c.fill(towers, colour)
        c.fill(lit, mix(colour, "#ffe2b8", 0.45), 0.6)
        c.haze(base - 130, base + 10, "#fde2bd", 0.5)
    line = base - 30 - 62 * profile(c.rng, 460, 4, 0.4) * np.exp(-(((X[0] - 560) / 420) ** 2)) * 1.5
    c.ridge(line, "#9d7f86", base + 30, "#d7b3a2")
    mosque(c, 560, 486, 1.05, "#7d636f")
    mosque(c, 236, 520, 0.66, "#8d727b")
    mosque(c, 1010, 524, 0.55, "#957a80")
    houses, roofs = [Stencil() for _ in range(3)], Stencil()
    for _ in range(560):
        x = c.rng.uniform(-20, WIDTH + 10)
        y = c.rng.uniform(line[int(np.clip(x, 0, WIDTH - 1) * 2)] + 18, base + 4)
        w, h = c.rng.uniform(10, 24), c.rng.uniform(9, 22)
        houses[c.rng.integers(3)].rect(x, y - h, x + w, base + 20)
        roofs.poly([(x - 1.5, y - h), (x + w + 1.5, y - h), (x + w * 0.78, y - h - 5), (x + w * 0.22, y - h - 5)])
    for house, t in zip(houses, (0.0, 0.14, 0.28), strict=True):
        c.fill(house, mix("#71585f", "#e9bf9c", t), 0.85)
    c.fill(roofs, "#6d4a4c", 0.8)
    windows(c, 0, 520, WIDTH, base - 4, 7, 8, 0.10, "#fff0c6", (1.6, 2.6), 0.6)
    c.fill(np.exp(-(((Y - base) / 26) ** 2)) * (0.35 + 0.65 * noise(c.rng, 420, 30, 4)), "#fbdfbf", 0.75)
    c.water(base + 8, "#7d8ea6", depth=0.30, ripple=10)
    path = np.exp(-(((X - 880) / (34 + (Y - base) * 0.42)) ** 2)) * smooth(base + 8, base + 30, Y)
    c.add(path * smooth(0.5, 0.74, noise(c.rng, 44, 3, 4, 0.7)), "#fff1cc", 0.85)
    for x, y, size in [(350, 640, 0.34), (1130, 612, 0.22)]:
        c.shade(Stencil().rect(x - 50 * size * 3, y, x + 50 * size * 3, y + 14 * size * 3, 8).mask(4), 0.75)
        ferry(c, x, y, size, "#4a4a60", "#f2e2d0")
    gulls(
        c,
        [
            (180, 250, 30),
            (250, 300, 20),
            (700, 200, 22),
            (770, 250, 15),
            (1050, 300, 25),
            (430, 170, 14),
            (1180, 190, 16),
        ],
        "#6b6072",
    )
    return c.print(bloom=0.28, vignette=0.18)


def bridge():
    """A suspension bridge above the fog."""
    c = Canvas(97)
    c.wash(ramp([(0, "#5d7fa8"), (260, "#a9bccd"), (430, "#e9d9cc"), (540, "#f7e3c8")]))
    c.clouds(560, 34, "#ffffff", cover=0.5, soft=0.4, alpha=0.55, top=0, bottom=380)
    c.glow(160, 430, 420, "#ffd9a2", 0.5, ry=230)
    for base, high, colour in [(560, 150, "#b3bfcb"), (590, 120, "#93a3b5")]:
        line = base - high * profile(c.rng, 420, 6, 0.42) * np.interp(X[0], [0, 640, 1280], [1.1, 0.55, 1.3])
        c.ridge(line, colour, base + 60, "#f0e2d2")
    c.fill(smooth(0.25, 0.75, noise(c.rng, 520, 60, 5)) * np.exp(-(((Y - 585) / 55) ** 2)), "#f8ead9", 0.85)

    # Two towers in perspective: the near one on the right, the deck runs away to the left.
    def deck(t):
        return 1330 - 1330 * t**0.80, 640 - 112 * t

    near_t, far_t = 0.20, 0.86
    steel, lit = "#35475f", "#d9a985"
    cables = Stencil()
    for shift in (0, 1):
        spans = []
        for t0, h0, t1, h1, sag in [
            (-0.35, 300, near_t, 455, 0.5),
            (near_t, 455, far_t, 150, 1.0),
            (far_t, 150, 1.12, 20, 0.5),
        ]:
            for s in np.linspace(0, 1, 60):
                t = t0 + (t1 - t0) * s
                x, y = deck(max(t, -0.1)) if t >= 0 else (1330 - t * 900, 640)
                chord = h0 + (h1 - h0) * s
                drop = 4 * s * (1 - s) * sag * (0.62 * min(h0, h1) + 0.30 * max(h0, h1))
                size = 1 - 0.6 * np.clip(t, 0, 1)
                spans.append(
                    (
                        x + shift * 26 * size,
                        y - max(chord - drop, 12 * size) - shift * 5 * size,
                        y - shift * 5 * size,
                        size,
                        t,
                    )
                )
        cables.line([(x, y) for x, y, _, _, _ in spans], 3.4 - shift * 1.2)
        for x, y, foot, size, t in spans[:-30]:
            if -0.05 < t < 1:
                cables.line([(x, y), (x, foot)], 0.7 * size)
    for t, tall, wide in [(far_t, 150, 8), (near_t, 455, 22)]:
        x, y = deck(t)
        far = t == far_t
        tone = mix(steel, "#dccfc4", 0.55 if far else 0.05)
        gap = 30 if far else 84
        tower = Stencil()
        for leg in (0, gap):
            tower.poly(
                [
                    (x + leg - wide, HEIGHT),
                    (x + leg - wide * 0.62, y - tall),
                    (x + leg + wide * 0.62, y - tall),
                    (x + leg + wide, HEIGHT),
                ]
            )
        for level in (0.04, 0.36, 0.66):
            tower.rect(x, y - tall * (1 - level), x + gap, y - tall * (1 - level) + wide * 1.15)
        c.fill(tower, tone)
        edge = Stencil()
        for leg in (0, gap):
            edge.poly(
                [
                    (x + leg - wide, HEIGHT),
                    (x + leg - wide * 0.62, y - tall),
                    (x + leg - wide * 0.30, y - tall),
                    (x + leg - wide * 0.45, HEIGHT),
                ]
            )
        c.fill(edge, mix(lit, tone, 0.3 if far else 0.0), 0.8)
        if far:
            c.fill(np.exp(-(((Y - 590) / 60) ** 2)) * np.exp(-(((X - x) / 200) ** 2)), "#f6e6d4", 0.8)
    edge_top = [deck(t) for t in np.linspace(0, 1.05, 60)]
    under = [(x, y + 26 * (1 - 0.72 * i / 59)) for i, (x, y) in enumerate(edge_top)]
    c.fill(Stencil().poly(edge_top + under[::-1]), ramp([(0, mix(steel, "#dccfc4", 0.62)), (1330, steel)], X + 0 * Y))
    c.fill(Stencil().line(edge_top, 2.4), lit, 0.9)
    c.fill(cables, ramp([(0, mix(steel, "#dccfc4", 0.5)), (1330, steel)], X + 0 * Y))
    lamps = Stencil()
    for t in np.linspace(0.02, 0.97, 26):
        x, y = deck(t)
        lamps.oval(x, y - 14 * (1 - 0.7 * t), 2.2 * (1 - 0.6 * t))
    c.add(lamps.mask(1), "#fff2cf", 1.0)
    c.add(blurred(lamps.mask(), 7), "#ffd79a", 0.9)
    fog = noise(c.rng, 460, 70, 6, 0.55)
    c.fill(
        np.clip(smooth(650, 800, Y) * 1.1 + smooth(0.42, 0.8, fog) * np.exp(-(((Y - 690) / 85) ** 2)), 0, 1),
        ramp([(560, "#fbeedd"), (720, "#eadfd8"), (853, "#b9c2cf")]),
        0.94,
    )
    rolls = smooth(0.45, 0.75, noise(c.rng, 360, 46, 6, 0.55)) * smooth(700, 780, Y)
    c.fill(rolls, "#fbf1e4", 0.65)
    gulls(c, [(470, 330, 22), (540, 372, 15), (380, 392, 13), (300, 240, 18)], "#4a5a70")
    return c.print(bloom=0.2, vignette=0.2)
