"""A signature drawn on the screen: strokes of straight lines, kept as the data of an SVG path and nothing else.

The path is put into pages, so that it holds only what is checked here: "M12,34L56,78..." in whole numbers within the
field that was drawn on.
"""

import re

WIDTH, HEIGHT = 600, 200
FEWEST_POINTS = 8
"""Fewer points are a slip of the finger."""
SMALLEST = 40
"""A signature is at least so wide or high."""
_PATH = re.compile(r"(?:M\d{1,3},\d{1,3}(?:L\d{1,3},\d{1,3})*)+")
_POINT = re.compile(r"(\d+),(\d+)")


def is_drawing(path: str) -> bool:
    """Tell whether a text is the path of a drawing within the field."""
    if not path.isascii() or not _PATH.fullmatch(path):
        return False
    return all(int(x) <= WIDTH and int(y) <= HEIGHT for x, y in _POINT.findall(path))


def is_signature(path: str) -> bool:
    """Tell whether a drawing is more than a dot or a slip of the finger."""
    points = [(int(x), int(y)) for x, y in _POINT.findall(path)]
    if len(points) < FEWEST_POINTS:
        return False
    across, down = ([point[axis] for point in points] for axis in (0, 1))
    return max(max(across) - min(across), max(down) - min(down)) >= SMALLEST
