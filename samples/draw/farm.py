"""The land at work and at rest: a wheat field, an olive grove, a turtle on the beach."""

import numpy as np

from .brushes import (
    COLS,
    HEIGHT,
    ROWS,
    WIDTH,
    Canvas,
    Stencil,
    X,
    Y,
    blurred,
    curve,
    mix,
    noise,
    profile,
    ramp,
    rgb,
    smooth,
)


def sample(tile, u, v):
    """A noise tile repeated, mirrored at its edges, over the plane."""
    rows, cols = tile.shape
    a, b = np.mod(u, 2 * cols), np.mod(v, 2 * rows)
    a, b = np.where(a >= cols, 2 * cols - 1 - a, a), np.where(b >= rows, 2 * rows - 1 - b, b)
    return tile[b.astype(np.int32).clip(0, rows - 1), a.astype(np.int32).clip(0, cols - 1)]


def cumulus(c, x, y, wide, tall, alpha=1.0):
    """A heap of cloud: flat foot, towers above, lit from the upper left."""
    heap = Stencil()
    for _ in range(46):
        dx = c.rng.normal(0, 0.34)
        lift = c.rng.random() ** 1.3 * max(0.0, 1 - abs(dx) * 1.2)
        r = tall * c.rng.uniform(0.12, 0.30) * (1 - abs(dx) * 0.5)
        heap.oval(x + dx * wide, y - lift * tall - r * 0.3, r * 1.5, r)
    soft = heap.mask(7)
    edge = noise(c.rng, 84, 60, 7, 0.66)
    body = smooth(0.30, 0.66, soft * 0.85 + (edge - 0.5) * 1.15 * (soft > 0.01)) * (
        1 - smooth(y + tall * 0.06, y + tall * 0.22, Y)
    )
    inner = blurred(np.roll(body, (26, 34), (0, 1)), 20)
    light = np.clip(1.12 - inner * 0.62 + (edge - 0.5) * 0.35 - smooth(y - tall, y + tall * 0.2, Y) * 0.30, 0, 1)
    c.fill(body, ramp([(0, "#8799b5"), (0.45, "#c3ccd9"), (0.8, "#fbf4e8"), (1, "#ffffff")], light), alpha)


def wheat():
    """A wheat field under a tall summer sky."""
    c = Canvas(41)
    c.wash(ramp([(0, "#2f6fae"), (240, "#6fa4d0"), (430, "#c6dceb"), (480, "#f0ead6")]))
    c.clouds(600, 20, "#ffffff", cover=0.42, soft=0.4, alpha=0.45, top=0, bottom=240)
    for x, y, wide, tall, alpha in [
        (1010, 425, 330, 90, 0.8),
        (240, 405, 300, 120, 0.85),
        (760, 330, 430, 190, 0.97),
        (120, 250, 210, 100, 0.9),
    ]:
        cumulus(c, x, y, wide, tall, alpha)
    horizon = 482
    for base, high, colour in [(484, 44, "#8fa9bd"), (487, 26, "#7d9a8f")]:
        c.ridge(base - high * profile(c.rng, 300, 5, 0.42), colour)
    trees = Stencil()
    for _ in range(420):
        x = c.rng.uniform(0, WIDTH)
        if np.sin(x / 97) + np.sin(x / 41 + 2) > -0.2:
            trees.oval(x, horizon - c.rng.uniform(0, 9), c.rng.uniform(3, 9), c.rng.uniform(3, 8))
    c.fill(trees, "#4f6b57")
    far = np.maximum(Y - horizon + 2, 0.5)
    depth = 5200 / far
    across = (X - 640) * depth / 300
    tile = noise(c.rng, 40, 40, 5, 0.6)
    streak = sample(tile, across * 9 + 4000, depth * 60 + np.zeros_like(X)) - 0.5
    broad = sample(tile, across * 1.1 + 900, depth * 5 + np.zeros_like(X)) - 0.5
    fine = noise(c.rng, 3.4, 26, 3, 0.6) - 0.5
    near = np.clip(far / (HEIGHT - horizon), 0, 1)
    tone = 0.52 + 0.34 * broad + streak * 0.3 * near + fine * 0.75 * near**0.7
    # The lines that the drill left, running to the horizon.
    drill = 0.5 + 0.5 * np.cos(across * 2 * np.pi / 26)
    tone = tone - 0.16 * smooth(0.86, 1.0, drill) * smooth(0, 0.25, near)
    field = ramp([(0, "#7d5a22"), (0.35, "#bd8c36"), (0.6, "#dfb455"), (1, "#fae3a0")], np.clip(tone, 0, 1))
    veil = np.exp(-near * 9)[..., None]
    c.fill(
        np.broadcast_to(smooth(horizon - 1, horizon + 1, Y), (ROWS, COLS)),
        field * (1 - veil * 0.55) + rgb("#ecd9a6") * veil * 0.55,
    )
    shadow = smooth(0.5, 0.7, sample(tile, across * 0.32 + 300, depth * 2.2 + np.zeros_like(X))) * smooth(
        horizon, horizon + 30, Y
    )
    c.shade(shadow * (1 - near * 0.6), 0.80)
    for rank, (count, foot, tall, blur, colours) in enumerate(
        [
            (620, 850, 120, 0, ("#a97a2c", "#dcb04f", "#f6dc93")),
            (260, 905, 210, 0, ("#80571f", "#d09c3e", "#fbe3a0")),
            (60, 985, 300, 0.5, ("#6a461a", "#c08c36", "#ffe9ad")),
        ]
    ):
        layers = [Stencil(), Stencil(), Stencil()]
        for x in c.rng.uniform(-40, WIDTH + 40, count):
            ear(layers, c.rng, x, foot + c.rng.uniform(-20, 50), tall * c.rng.uniform(0.72, 1.12), 0.75 + rank * 0.55)
        for layer, colour in zip(layers, colours, strict=True):
            c.fill(layer.mask(blur) if blur else layer, colour, 0.95)
    c.glow(1180, 120, 620, "#fff0c8", 0.25)
    return c.print(bloom=0.12, vignette=0.18, warmth=0.01)


def ear(layers, rng, x, foot, tall, size):
    """A stalk that bends under its ear; into stencils for shade, grain and light."""
    shade, grain, light = layers
    bend = rng.normal(0.10, 0.07) * tall
    stem = [(x + bend * t**2, foot - tall * t) for t in np.linspace(0, 1, 7)]
    (shade if rng.random() < 0.5 else grain).line(stem, 1.0 * size)
    tip_x, tip_y = stem[-1]
    lean = np.arctan2(bend * 1.6, tall) + rng.normal(0, 0.12)
    step_x, step_y = np.sin(lean) * 4.3 * size, -np.cos(lean) * 4.3 * size
    for i in range(9):
        px, py = tip_x + step_x * i, tip_y + step_y * i
        for side in (-1, 1):
            kx, ky = px + side * 2.3 * size * np.cos(lean), py + side * 2.3 * size * np.sin(lean)
            (shade if side < 0 else grain).oval(kx, ky, 1.9 * size, 3.0 * size)
            if side > 0:
                light.oval(kx + 0.4 * size, ky - 0.8 * size, 0.8 * size, 1.5 * size)
            if i > 2:
                grain.line([(kx, ky), (kx + step_x * 5 + side * 5 * size, ky + step_y * 5)], 0.45 * size)


def olives():
    """An olive grove above the sea in the late afternoon."""
    c = Canvas(53)
    c.wash(ramp([(0, "#7fa6c6"), (200, "#c3d3d6"), (300, "#f3e0bd"), (340, "#fbe3b4")]))
    c.clouds(420, 24, "#fff6e4", cover=0.46, soft=0.35, alpha=0.6, top=20, bottom=300)
    c.glow(1120, 250, 430, "#ffd896", 0.6, ry=240)
    for base, high, colour in [(322, 90, "#b3bcc0"), (330, 60, "#98a8a8")]:
        c.ridge(
            base - high * profile(c.rng, 340, 6, 0.42) * np.interp(X[0], [0, 800, 1280], [1.2, 0.5, 0.8]),
            colour,
            345,
            mix(colour, "#fbe3b4", 0.5),
        )
    sea = ramp([(325, "#d3d8c8"), (380, "#86a9ad")])
    c.fill(np.broadcast_to(smooth(325, 326, Y) * (Y < 400), (ROWS, COLS)), np.broadcast_to(sea, (ROWS, COLS, 3)))
    c.add(
        smooth(0.6, 0.8, noise(c.rng, 30, 2, 3, 0.6)) * np.exp(-(((X - 1120) / 170) ** 2)) * (Y > 326) * (Y < 400),
        "#fff0c0",
        0.8,
    )
    horizon = 352
    crest = 372 + 26 * profile(c.rng, 700, 3, 0.35) - 10 * np.cos((X[0] - 300) / 500)
    ground = np.clip((Y - crest[None, :]) * 2 + 0.5, 0, 1)
    near = np.clip((Y - horizon) / (HEIGHT - horizon), 0, 1)
    depth = 4200 / np.maximum(Y - horizon, 1)
    across = (X - 640) * depth / 420
    tile = noise(c.rng, 46, 46, 6, 0.62)
    tone = (
        0.5
        + 0.5 * (sample(tile, across * 14 + 2000, depth * 46 + 0 * X) - 0.5) * near**0.5
        + 0.5 * (noise(c.rng, 5, 9, 3) - 0.5) * near
    )
    tone = tone + 0.25 * (sample(tile, across * 1.6 + 700, depth * 7 + 0 * X) - 0.5)
    c.fill(
        ground, ramp([(0, "#6d5a35"), (0.35, "#a58a4c"), (0.6, "#cfb069"), (1, "#f1dc9b")], np.clip(tone + 0.06, 0, 1))
    )
    trees = []
    for row in range(15):
        z = 11.5 * 1.235**row
        y = horizon + 4600 / z
        if y > 1010:
            continue
        gap = 205 * 22 / z
        shift = (row % 2) * 0.5
        for column in range(-14, 15):
            x = 640 + (column + shift + c.rng.normal(0, 0.10)) * gap
            # A track is left open through the middle of the grove.
            if -140 < x < WIDTH + 140 and abs(x - 640 - (y - 400) * 0.10) > gap * 0.42:
                trees.append((y + c.rng.normal(0, 60 / z), x, 138 * 22 / z * c.rng.uniform(0.85, 1.12)))
    for y, x, size in sorted(trees):
        if y - size * 0.05 > np.interp(x, X[0], crest) - 3:
            olive_tree(c, x, y, size, veil=float(np.clip(0.58 - size / 260, 0, 0.55)))
    c.glow(1150, 300, 560, "#ffcf85", 0.20, ry=260)
    return c.print(bloom=0.22, vignette=0.24, warmth=0.015)


def olive_tree(c, x, foot, size, veil):
    """An old tree: a twisted trunk under a silver crown, the sun behind it on the right."""
    air = "#efd8a8"
    shadow = Stencil().oval(x - size * 0.38, foot + size * 0.02, size * 0.62, size * 0.085)
    c.fill(shadow.mask(max(1, size * 0.02)) if size > 60 else shadow, mix("#4e4a35", air, veil), 0.62)
    trunk, edge = Stencil(), Stencil()
    for lean in (-0.20 + c.rng.normal(0, 0.04), 0.02, 0.17 + c.rng.normal(0, 0.04)):
        left, right = [], []
        knot = c.rng.uniform(0, 6)
        for t in np.linspace(0, 1, 9):
            w = size * (0.030 + 0.055 * (1 - t) ** 2.4 + 0.006 * np.sin(t * 11 + knot))
            bx = x + lean * size * t**1.7 + size * 0.022 * np.sin(t * 5 + knot)
            left.append((bx - w, foot - size * 0.60 * t))
            right.append((bx + w, foot - size * 0.60 * t))
        trunk.poly(left + right[::-1])
        edge.line(right[1:], max(0.6, size * 0.012))
    c.fill(trunk, mix("#41372e", air, veil))
    c.fill(edge, mix("#a98a5c", air, veil), 0.7)
    tones = [Stencil() for _ in range(4)]
    lobes = [(c.rng.normal(0, 0.24), -0.70 + c.rng.normal(0, 0.10), c.rng.uniform(0.17, 0.27)) for _ in range(8)]
    leaves = int(np.clip(size * 22, 200, 4600))
    leaf = float(np.clip(size * 0.0085, 0.9, 2.1))
    for lx, ly, r in lobes:
        tones[0].oval(x + lx * size, foot + ly * size, r * size * 0.95, r * size * 0.75)
    for _ in range(leaves):
        lx, ly, r = lobes[c.rng.integers(len(lobes))]
        turn, far = c.rng.uniform(0, 2 * np.pi), np.sqrt(c.rng.random()) * 1.08
        dx, dy = np.cos(turn) * far, np.sin(turn) * far
        px, py = x + (lx + dx * r * 1.05) * size, foot + (ly + dy * r * 0.85) * size
        bright = 0.36 + 0.30 * (dx * 0.75 - dy * 0.75) + 0.55 * (-0.66 - ly) + 0.35 * lx + c.rng.normal(0, 0.16)
        tone = tones[int(np.clip(bright * 4, 0, 3))]
        slant = c.rng.uniform(-1.6, 1.6)
        ax, ay, bx, by = (
            np.cos(slant) * leaf * 2.1,
            np.sin(slant) * leaf * 2.1,
            -np.sin(slant) * leaf * 0.62,
            np.cos(slant) * leaf * 0.62,
        )
        tone.poly([(px - ax, py - ay), (px + bx, py + by), (px + ax, py + ay), (px - bx, py - by)])
    for tone, colour in zip(tones, ("#35432f", "#55674a", "#84936b", "#c9c894"), strict=True):
        c.fill(tone, mix(colour, air, veil))


def turtle():
    """A sea turtle going back to the water over wet sand, seen from above."""
    c = Canvas(67)
    shore = (
        790
        + (Y - 420) * 0.34
        + (np.sin(Y / 61 + 0.6) * 16 + np.sin(Y / 23 + 2) * 6)
        + (noise(c.rng, 120, 120, 4) - 0.5) * 70
    )
    out = X - shore
    dunes = noise(c.rng, 300, 260, 5)
    ripples = 0.5 + 0.5 * np.sin((X * 0.86 + Y * 0.32 + 60 * dunes) / 6.2)
    tone = (
        0.56
        + 0.22 * (dunes - 0.5)
        + 0.05 * (ripples - 0.5) * smooth(-180, -420, out)
        + 0.16 * (noise(c.rng, 2.2, 2.2, 2) - 0.5)
    )
    sand = ramp([(0, "#a9845a"), (0.5, "#dcbd8b"), (1, "#f8e6c0")], np.clip(tone, 0, 1))
    c.wash(sand)
    wet = smooth(-190, -40, out + (noise(c.rng, 160, 160, 4) - 0.5) * 90)
    c.fill(wet, "#93795c", 0.62)
    c.add(wet * smooth(0.5, 0.8, noise(c.rng, 220, 160, 4)) * (out < 0), "#d9e6ee", 0.22)
    deep = ramp([(0, "#9fd0c6"), (90, "#5cb0b2"), (260, "#2f8aa0"), (520, "#1f6a8c")], np.clip(out, 0, 600))
    c.fill(smooth(-3, 5, out), deep, 0.93)
    net = np.minimum(np.abs(noise(c.rng, 34, 46, 2, 0.5) - 0.5), np.abs(noise(c.rng, 40, 30, 2, 0.5) - 0.5))
    c.add(np.exp(-((net / 0.035) ** 2)) * smooth(10, 120, out), "#d8fff2", 0.17)
    lace = noise(c.rng, 26, 26, 4, 0.6)
    for place, width, alpha in [(6, 9, 0.95), (30, 26, 0.6), (105, 16, 0.55), (230, 18, 0.3)]:
        band = np.exp(-(((out - place - (lace - 0.5) * 26) / width) ** 2))
        c.fill(band * smooth(0.30, 0.55, lace + (place < 10) * 0.3), "#ffffff", alpha)
    c.shade(np.exp(-(((out + 8) / 7) ** 2)), 0.82)
    for side in (-1, 1):
        for step in range(26):
            u = -190 - step * 27
            x, y = place_on_beach(u, side * (118 + 9 * np.sin(step * 1.7)))
            x2, y2 = place_on_beach(u - 17, side * 74)
            pit = Stencil().line([(x, y), ((x + x2) / 2 - 4, (y + y2) / 2), (x2, y2)], 11).mask(3)
            c.shade(pit, 0.78)
            c.add(np.roll(pit, (8, 7), (0, 1)) * (1 - pit), "#fff2d2", 0.16)
    drag = Stencil().line([place_on_beach(-150, 0), place_on_beach(-560, 6), place_on_beach(-1100, -10)], 70).mask(16)
    c.shade(drag, 0.90)
    turtle_body(c)
    c.glow(150, 60, 820, "#fff0cc", 0.20)
    return c.print(bloom=0.10, vignette=0.22, grain=0.014)


def place_on_beach(u, v, size=1.0):
    """From the turtle's own axes (ahead, to its right) to the picture."""
    turn = 0.20
    return 545 + size * (u * np.cos(turn) - v * np.sin(turn)), 440 + size * (u * np.sin(turn) + v * np.cos(turn))


def turtle_body(c):
    """Flippers, head, and a shell of thirteen scutes."""

    def limb(points):
        return [place_on_beach(u, v) for u, v in points]

    front = [(70, 62), (112, 92), (120, 150), (84, 215), (52, 236), (58, 190), (48, 140), (22, 96)]
    back = [(-112, 50), (-150, 74), (-190, 112), (-184, 128), (-146, 116), (-104, 82)]
    head = [(126, -26), (150, -34), (186, -30), (212, -14), (219, 0), (212, 14), (186, 30), (150, 34), (126, 26)]
    limbs = Stencil()
    for shape in (front, back):
        for side in (-1, 1):
            limbs.poly(curve(limb([(u, v * side) for u, v in shape])))
    limbs.poly(curve(limb(head)))
    limbs.poly(limb([(-140, -13), (-178, 0), (-140, 13)]))
    outline = [
        (150 * np.cos(t) - 4 + 6 * np.cos(2 * t), 112 * np.sin(t) * (1 + 0.08 * np.cos(t)))
        for t in np.linspace(0, 2 * np.pi, 90)
    ]
    shell = Stencil().poly(limb(outline))
    both = np.maximum(limbs.mask(), shell.mask())
    c.shade(blurred(np.roll(both, (34, 26), (0, 1)), 11), 0.50)
    skin = limbs.mask(2)
    spots = noise(c.rng, 9, 9, 3, 0.6)
    c.fill(
        limbs,
        ramp(
            [(0, "#4a4a36"), (0.45, "#77754f"), (0.6, "#a79d6b"), (1, "#d9cc95")],
            np.clip(spots * 0.8 + skin * 0.25 - 0.12, 0, 1),
        ),
    )
    c.shade(np.roll(blurred(1 - limbs.mask(), 7), (-8, -8), (0, 1)) * limbs.mask(), 0.72)
    ahead = (X - 545) * np.cos(0.20) + (Y - 440) * np.sin(0.20)
    right = -(X - 545) * np.sin(0.20) + (Y - 440) * np.cos(0.20)
    dome = np.clip(1 - (ahead / 158) ** 2 - (right / 118) ** 2, 0, 1)
    grain = noise(c.rng, 26, 26, 5, 0.62)
    light = np.clip(0.22 + 0.42 * dome**0.6 - 0.20 * ahead / 158 * 0.6 - 0.34 * right / 118 + 0.5 * (grain - 0.5), 0, 1)
    c.fill(shell, ramp([(0, "#2b1d14"), (0.35, "#5c3d22"), (0.65, "#94683a"), (1, "#dab67a")], light))
    seams, glints = Stencil(), Stencil()
    # Five scutes along the spine, four on each side, and a rim of small ones around them.
    spine = [
        (-126, 10),
        (-100, 30),
        (-74, 26),
        (-50, 40),
        (-22, 30),
        (6, 42),
        (32, 30),
        (60, 38),
        (82, 24),
        (106, 28),
        (128, 8),
    ]
    rim = [(129 * np.cos(t) - 3, 95 * np.sin(t)) for t in np.linspace(0, 2 * np.pi, 90)]
    seams.line(limb(rim), 2.2)
    for side in (-1, 1):
        seams.line(limb([(u, v * side) for u, v in spine]), 2.6)
        for u, v in spine[3:9:2]:
            seams.line(limb([(u, v * side), (u * 1.12, 95 * side * np.sqrt(1 - (u * 1.12 / 132) ** 2))]), 2.6)
        for u in (-68, -20, 34, 78):
            glints.oval(*place_on_beach(u, 60 * side - 6), 15, 9)
    for u, v in spine[2:10:2]:
        seams.line(limb([(u, -v), (u + 5, 0), (u, v)]), 2.6)
    for u in (-98, -48, 6, 58, 104):
        glints.oval(*place_on_beach(u, -8), 15, 9)
    for t in np.linspace(0.12, 2 * np.pi, 25):
        seams.line(limb([(129 * np.cos(t), 95 * np.sin(t)), (150 * np.cos(t), 112 * np.sin(t))]), 1.8)
    c.fill(seams.mask(0.8), "#22150d", 0.78)
    c.add(glints.mask(6), "#ffe9bd", 0.30)
    eyes = Stencil().oval(*place_on_beach(190, -22), 4).oval(*place_on_beach(190, 22), 4)
    c.fill(eyes, "#15110c")
