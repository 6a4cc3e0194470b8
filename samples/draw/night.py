"""Lights in the dark: a stadium, an observatory."""

import numpy as np

from .brushes import WIDTH, Canvas, Stencil, X, Y, blurred, mix, noise, profile, ramp, smooth
from .land import fir


def stadium():
    """A full stadium under floodlights, seen from behind the corner flag."""
    c = Canvas(127)
    c.wash(ramp([(0, "#0f1c3d"), (160, "#2b3f6f"), (300, "#8a7f9d"), (360, "#d8a58f")]))
    c.clouds(420, 30, "#5a628f", cover=0.5, soft=0.35, alpha=0.6, top=0, bottom=330)
    # The bowl: two tiers that sag in the middle, as a long lens shows them.
    bend = ((X[0] - 640) / 640) ** 2
    roof, upper, gap, lower, rim = (
        base - lift * bend for base, lift in [(232, 120), (262, 100), (352, 70), (372, 60), (470, 26)]
    )

    def between(a, b):
        return np.clip((Y - a[None]) * 2, 0, 1) * np.clip((b[None] - Y) * 2, 0, 1)

    c.fill(between(roof, rim), "#141a30")
    for top, foot, rows in [(upper, gap, 17), (lower, rim, 19)]:
        place = (Y - top[None]) / (foot - top)[None]
        row = np.floor(place * rows)
        seat = np.floor(X / (3.1 + place * 1.2) + row * 0.5)
        pick = np.abs(np.sin(seat * 12.9898 + row * 78.233) * 43758.5453) % 1
        coats = ramp(
            [
                (0, "#1c2440"),
                (0.30, "#33406a"),
                (0.5, "#7d2f3d"),
                (0.64, "#c24a44"),
                (0.76, "#d9cdb8"),
                (0.9, "#8d97b8"),
                (1, "#f3e7cf"),
            ],
            pick,
        )
        within = np.abs(place * rows - row - 0.5) * 2
        light = (0.55 + 0.45 * place) * (1 - 0.5 * within**2)
        wave = 0.85 + 0.3 * (noise(c.rng, 150, 60, 3) - 0.5)
        c.fill(between(top, foot), coats * (light * wave)[..., None])
        aisles = np.exp(-((np.sin(X / 28 + (X - 640) * place * 0.0016) / 0.10) ** 2))
        c.fill(between(top, foot) * aisles, "#525a78", 0.65)
    c.fill(between(gap, lower), ramp([(0, "#2b3a6b"), (1, "#2b3a6b")], Y))
    ribbon = 0.5 + 0.5 * np.sign(np.sin(X / 34))
    c.add(between(gap + 4, lower - 4) * (0.35 + 0.4 * ribbon), "#7fb0ff", 0.8)
    c.fill(between(roof - 16, roof + 5), "#c7cede")
    c.fill(between(roof - 10, roof + 5), "#596483")
    lights = Stencil()
    for x in np.arange(20, WIDTH, 30):
        y = 232 - 120 * ((x - 640) / 640) ** 2
        lights.rect(x, y + 2, x + 17, y + 7, 2)
    c.fill(lights, "#ffffff")
    c.add(blurred(lights.mask(), 10), "#dfeaff", 1.0)
    # The pitch.
    far = 478.0
    v = 300 / np.maximum(Y - far + 52, 1)
    pitch = smooth(0, 2, Y - (rim[None] + 10))
    stripes = 0.5 + 0.5 * np.tanh(9 * np.sin(v * 5.6))
    grass = ramp([(0, "#1f6b37"), (1, "#3b9448")], stripes)
    turf = (noise(c.rng, 4, 2.4, 3, 0.6) - 0.5) * 0.24 * smooth(470, 800, Y) + (noise(c.rng, 320, 60, 4) - 0.5) * 0.25
    c.fill(pitch, grass * (1 + turf + 0.18 * np.exp(-(((X - 640) / 420) ** 2 + ((Y - 600) / 150) ** 2)))[..., None])
    boards = Stencil()
    for x in np.arange(-10, WIDTH, 92):
        y = 478 - 26 * ((x + 46 - 640) / 640) ** 2
        boards.poly([(x, y + 2), (x + 90, y + 2), (x + 90, y + 19), (x, y + 19)], ink=[255, 170, 215][int(x / 92) % 3])
    c.fill(boards, "#dfe6f5")

    def spot(px, depth):
        y = far - 52 + 300 / depth
        return 640 + px / depth, y

    lines = Stencil()

    def chalk(points):
        for (xa, da), (xb, db) in zip(points, points[1:], strict=False):
            (x0, y0), (x1, y1) = spot(xa, da), spot(xb, db)
            lines.line([(x0, y0), (x1, y1)], float(np.clip((y0 + y1) / 2 - 440, 10, 400) / 70))

    chalk([(-820, 3.6), (820, 3.6)])
    chalk([(x, 3.6 - 2.85 * t) for t in np.linspace(0, 1, 14) for x in [-820]])
    chalk([(x, 3.6 - 2.85 * t) for t in np.linspace(0, 1, 14) for x in [820]])
    chalk([(-330, 3.6), (-330, 2.45), (330, 2.45), (330, 3.6)])
    chalk([(-150, 3.6), (-150, 3.12), (150, 3.12), (150, 3.6)])
    chalk([(160 * np.cos(t), 2.45 - 0.28 * np.sin(t)) for t in np.linspace(0.05, np.pi - 0.05, 22)])
    chalk([(-820, 1.28), (820, 1.28)])
    chalk([(200 * np.cos(t), 1.28 + 0.24 * np.sin(t)) for t in np.linspace(0, 2 * np.pi, 50)])
    c.fill(lines.mask(0.4), "#f4f8ee", 0.88)
    net = Stencil()
    (gx0, gy), (gx1, _) = spot(-88, 3.6), spot(88, 3.6)
    for x in np.linspace(gx0, gx1, 18):
        net.line([(x, gy - 22), (640 + (x - 640) * 0.9, gy - 4)], 0.5)
    for y in np.linspace(gy - 22, gy - 4, 6):
        net.line([(gx0, y), (gx1, y)], 0.5)
    c.fill(net, "#e9eefa", 0.5)
    c.fill(Stencil().line([(gx0, gy), (gx0, gy - 22), (gx1, gy - 22), (gx1, gy)], 2.2), "#ffffff")
    players = [
        (-420, 2.3, 0),
        (-180, 1.9, 1),
        (60, 2.6, 0),
        (240, 1.75, 1),
        (-60, 1.5, 0),
        (420, 2.1, 0),
        (-330, 1.4, 1),
        (310, 1.32, 0),
        (90, 1.16, 1),
        (-520, 1.75, 0),
        (0, 3.35, 2),
    ]
    for px, depth, side in sorted(players, key=lambda p: -p[1]):
        x, y = spot(px, depth)
        footballer(c, x, y, 104 / depth, ["#f2f2ee", "#c5303a", "#e8c23c"][side])
    x, y = spot(40, 1.55)
    c.shade(Stencil().oval(x + 4, y + 1, 7, 2.2).mask(1), 0.6)
    c.fill(Stencil().oval(x, y - 5, 5.2), "#ffffff")
    for x, top in [(90, 46), (1190, 46)]:
        mast(c, x, top)
    for x in (90, 1190):
        beam = (
            np.exp(-((((X - x) - (640 - x) * (Y - 70) / 620) / (26 + np.maximum(Y - 70, 0) * 0.30)) ** 2))
            * smooth(60, 160, Y)
            * (1 - smooth(300, 760, Y))
        )
        c.add(beam, "#cfe0ff", 0.16)
    return c.print(bloom=0.32, vignette=0.24)


def footballer(c, x, foot, tall, shirt):
    """A player, running, with four faint shadows as under floodlights."""
    shadow = Stencil()
    for dx in (-0.7, -0.3, 0.35, 0.75):
        shadow.poly(
            [
                (x - tall * 0.05, foot),
                (x + tall * 0.05, foot),
                (x + dx * tall, foot + tall * 0.10),
                (x + dx * tall * 0.9, foot + tall * 0.12),
            ]
        )
    c.shade(shadow, 0.78)
    stride = c.rng.uniform(0.08, 0.20) * c.rng.choice([-1, 1])
    legs = Stencil().line(
        [(x, foot - tall * 0.48), (x + stride * tall, foot - tall * 0.24), (x + stride * tall * 0.7, foot)],
        tall * 0.075,
    )
    legs.line(
        [
            (x, foot - tall * 0.48),
            (x - stride * tall, foot - tall * 0.26),
            (x - stride * tall * 1.7, foot - tall * 0.08),
        ],
        tall * 0.075,
    )
    c.fill(legs, "#b98b6d")
    c.fill(
        Stencil().poly(
            [
                (x - tall * 0.12, foot - tall * 0.54),
                (x + tall * 0.12, foot - tall * 0.54),
                (x + tall * 0.15, foot - tall * 0.36),
                (x, foot - tall * 0.42),
                (x - tall * 0.15, foot - tall * 0.36),
            ]
        ),
        mix(shirt, "#20264a", 0.6),
    )
    arms = Stencil().line([(x - tall * 0.11, foot - tall * 0.78), (x - tall * 0.22, foot - tall * 0.60)], tall * 0.06)
    arms.line([(x + tall * 0.11, foot - tall * 0.78), (x + tall * 0.21, foot - tall * 0.62)], tall * 0.06)
    c.fill(arms, shirt)
    c.fill(Stencil().rect(x - tall * 0.13, foot - tall * 0.83, x + tall * 0.13, foot - tall * 0.50, tall * 0.05), shirt)
    c.fill(Stencil().oval(x, foot - tall * 0.91, tall * 0.072, tall * 0.085), "#6b4a39")


def mast(c, x, top):
    """A floodlight mast."""
    lattice = Stencil().poly([(x - 3, top), (x + 3, top), (x + 6, 330), (x - 6, 330)])
    c.fill(lattice, "#2a3355")
    c.fill(Stencil().rect(x - 46, top - 30, x + 46, top + 22, 3), "#1d2542")
    lamps = Stencil()
    for dx in np.arange(-38, 39, 15.2):
        for dy in (-22, -6, 10):
            lamps.oval(x + dx, top + dy, 5.4)
    c.fill(lamps, "#ffffff")
    c.glow(x, top - 4, 150, "#dbe7ff", 0.75)
    c.glow(x, top - 4, 420, "#9fb8f0", 0.22)


def observatory():
    """A dome on a ridge, the Milky Way above it."""
    c = Canvas(139)
    c.wash(ramp([(0, "#060c22"), (300, "#122350"), (520, "#2a4474"), (650, "#5d7193"), (720, "#a08a8c")]))
    # The band of the Milky Way leans to the right; dust lanes cut it.
    lean = (X - 470) * 0.84 + (Y - 330) * 0.54
    cloud = noise(c.rng, 260, 220, 7, 0.62)
    dust = noise(c.rng, 190, 170, 7, 0.62)
    band = np.exp(-((lean / 165) ** 2)) * (1 - smooth(420, 720, Y) * 0.75)
    c.add(band * smooth(0.22, 0.85, cloud), "#8ea4dd", 0.50)
    c.add(np.exp(-((lean / 84) ** 2)) * smooth(0.35, 0.8, cloud) * (1 - smooth(430, 700, Y)), "#f0cfc4", 0.48)
    c.fill(np.exp(-(((lean + 12) / 62) ** 2)) * smooth(0.50, 0.72, dust), "#0b1128", 0.72)
    for count, size, power in [(5200, 0.55, 3.0), (900, 0.9, 2.0), (130, 1.35, 1.2)]:
        stars = Stencil()
        tries = c.rng.uniform(0, 1, (count * 2, 4))
        for a, b, d, e in tries:
            x, y = a * WIDTH, b * 700
            inside = np.exp(-((((x - 470) * 0.84 + (y - 330) * 0.54) / 190) ** 2))
            if e < 0.35 + 0.65 * inside:
                stars.oval(x, y, size * (0.7 + 0.5 * d), ink=int(40 + 215 * d**power))
        c.add(stars.mask() * (1 - smooth(560, 720, Y) * 0.8), "#f3f6ff", 1.0)
        if size > 1:
            c.add(blurred(stars.mask(), 3), "#b9ccff", 0.9)
    c.glow(1180, 740, 480, "#ffb27a", 0.40, ry=150)
    for base, high, colour, haze in [(712, 120, "#3d4d72", "#8a7f8e"), (750, 110, "#27345a", "#46507a")]:
        c.ridge(
            base - high * profile(c.rng, 420, 6, 0.45) * np.interp(X[0], [0, 700, 1280], [0.5, 0.9, 0.7]),
            colour,
            base + 60,
            haze,
        )
    c.fill(smooth(0.35, 0.8, noise(c.rng, 460, 30, 5)) * np.exp(-(((Y - 735) / 22) ** 2)), "#c1a9a6", 0.45)
    crest = 770 - 70 * np.exp(-(((X[0] - 830) / 300) ** 2)) - 26 * profile(c.rng, 260, 6, 0.5)
    c.ridge(crest, "#0c142c")
    firs = Stencil()
    for x in np.concatenate([c.rng.uniform(-10, 520, 44), c.rng.uniform(1090, 1290, 22)]):
        fir(firs, c.rng, x, crest[int(np.clip(x, 0, WIDTH - 1) * 2)] + 8, c.rng.uniform(28, 84))
    c.fill(firs, "#0a1126")
    dome(c, 830, 690, 150)
    dome(c, 1035, 716, 54)
    return c.print(bloom=0.25, vignette=0.3)


def dome(c, x, foot, r):
    """A dome on its drum, the slit open, red light inside."""
    wall = ramp([(x - r, "#33426c"), (x - r * 0.5, "#6d7ba3"), (x + r * 0.3, "#2a3558"), (x + r, "#1a2242")], X + 0 * Y)
    drum = Stencil().rect(x - r, foot - r * 0.40, x + r, foot + r * 0.5)
    c.fill(drum, wall)
    c.fill(
        Stencil().rect(x - r * 1.05, foot - r * 0.44, x + r * 1.05, foot - r * 0.36), mix("#7c89b0", "#2a3558", 0.35)
    )
    shell = Stencil().oval(x, foot - r * 0.42, r * 0.98)
    shell.rect(x - r * 1.2, foot - r * 0.42, x + r * 1.2, foot + r, ink=0)
    u, v = (X - x) / r, (Y - foot + r * 0.42) / r
    deep = np.sqrt(np.clip(0.97 - u * u - v * v, 0, 1))
    light = np.clip(-u * 0.55 - v * 0.40 + deep * 0.38 + 0.06, 0, 1)
    ribs = 1 - 0.10 * np.exp(-((np.sin(np.arctan2(u, deep + 1e-3) * 9) / 0.16) ** 2))
    c.fill(shell, ramp([(0, "#151d3b"), (0.35, "#3b486f"), (0.75, "#8d9abd"), (1, "#cfd5e6")], light) * ribs[..., None])
    c.add(shell.mask() * smooth(0.5, 1.0, u) * (v < 0), "#ff9d66", 0.30)
    slit = []
    for side in (-0.13, 0.13):
        points = [
            (
                x + r * (side + 0.16 * t + 0.05 * side * t),
                foot - r * 0.42 - r * 0.97 * np.sin(np.pi / 2 * (1 - 0.62 * t)),
            )
            for t in np.linspace(-0.25, 1.5, 20)
        ]
        slit.append(points)
    opening = Stencil().poly(slit[0] + slit[1][::-1])
    keep = opening.mask() * shell.mask()
    c.fill(keep, ramp([(foot - r * 1.4, "#3a0f18"), (foot - r * 0.5, "#c4402f")]))
    c.add(blurred(keep, 16), "#ff5a3c", 0.55)
    tube = Stencil().line([(x + r * 0.02, foot - r * 0.55), (x + r * 0.14, foot - r * 1.28)], r * 0.11)
    c.fill(tube.mask() * keep, "#160b14", 0.95)
    door = Stencil().rect(x - r * 0.42, foot + r * 0.02, x - r * 0.20, foot + r * 0.42, 3)
    c.fill(door, "#ffb265")
    c.add(blurred(door.mask(), 14), "#ff9a4d", 0.7)
