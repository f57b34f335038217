"""Draws the table of scale.sh as SVG: processor time and peak memory over pages, both axes logarithmic."""

import math
import sys
from collections import defaultdict

COLOURS = ["#1b6ca8", "#b3541e", "#2f7d4f"]
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 400, 300, 62, 34, 40


def short(number):
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if number >= size:
            return f"{number / size:g}{letter}"
    return f"{number:g}"


def panel(at, title, series):
    """One plot with its axes; series are names with points of pages and a value."""
    pages = [x for points in series.values() for x, _ in points]
    values = [y for points in series.values() for _, y in points]
    low_x, high_x = math.floor(math.log10(min(pages))), math.log10(max(pages))
    low_y, high_y = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    right, base = WIDTH - 14, HEIGHT - BOTTOM

    def x(value):
        return LEFT + (math.log10(value) - low_x) / max(high_x - low_x, 1e-9) * (right - LEFT)

    def y(value):
        return base - (math.log10(value) - low_y) / (high_y - low_y) * (base - TOP)

    out = [f'<g transform="translate({at} 0)">', f'<text x="{LEFT}" y="20" font-weight="600">{title}</text>']
    for power in range(low_y, high_y + 1):
        line = y(10.0**power)
        out.append(f'<path d="M{LEFT} {line:.1f}H{right}" stroke="#ddd"/>')
        out.append(f'<text x="{LEFT - 6}" y="{line + 4:.1f}" text-anchor="end">{short(10.0**power)}</text>')
    for count in sorted(set(pages)):
        out.append(f'<path d="M{x(count):.1f} {TOP}V{base}" stroke="#eee"/>')
        out.append(f'<text x="{x(count):.1f}" y="{base + 18}" text-anchor="middle">{short(count)}</text>')
    for colour, points in zip(COLOURS, series.values()):
        path = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in points)
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{x(a):.1f}" cy="{y(b):.1f}" r="3" fill="{colour}"/>' for a, b in points]
        # What the first value would become if each page cost the same.
        first, last = points[0], points[-1]
        straight = first[1] * last[0] / first[0]
        if 10.0**low_y <= straight <= 10.0**high_y:
            line = f"M{x(first[0]):.1f} {y(first[1]):.1f}L{x(last[0]):.1f} {y(straight):.1f}"
            out.append(f'<path d="{line}" stroke="{colour}" stroke-dasharray="2 4" fill="none"/>')
    return out + ["</g>"]


def main(table):
    times, memory = defaultdict(list), defaultdict(list)
    with open(table, encoding="utf-8") as lines:
        for line in lines:
            pages, name, _, user, system, kilobytes = line.rstrip("\n").split("\t")
            times[name].append((int(pages), max(float(user) + float(system), 0.01)))
            memory[name].append((int(pages), int(kilobytes) / 1024))
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH} {HEIGHT + 24}" role="img" '
        'font-family="sans-serif" font-size="12" fill="#333">',
        "<title>Processor time and peak memory over the number of pages</title>",
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    out += panel(0, "Processor time, seconds", times)
    out += panel(WIDTH, "Peak memory, MB", memory)
    for at, (colour, name) in enumerate(zip(COLOURS, times)):
        out.append(f'<circle cx="{LEFT + 170 * at}" cy="{HEIGHT + 10}" r="4" fill="{colour}"/>')
        out.append(f'<text x="{LEFT + 170 * at + 10}" y="{HEIGHT + 14}">{name}</text>')
    out.append(f'<text x="{LEFT + 510}" y="{HEIGHT + 14}">dotted: each page costs the same</text>')
    print("\n".join([*out, "</svg>"]))


main(sys.argv[1])
