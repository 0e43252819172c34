#!/usr/bin/env python3
"""Writes runtime/graphics/text/strikes.ts: DejaVu Sans as Pango and Cairo draw it without antialiasing.

Needs the fonts (Debian: fonts-dejavu-core) and the shared libraries of Pango (libpangocairo-1.0-0). The result is
checked in: run this again for other sizes or characters.
"""
import base64
import ctypes as C
import struct
from pathlib import Path

SIZES = [8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 24]
CHARACTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *(0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x20AC, 0x2260, 0x2264, 0x2265),
    # Ligatures, which stand for the letters that they are of, and what stands for everything else.
    *range(0xFB00, 0xFB05),
    0xFFFD,
]
KERNED = range(0x21, 0x7F)
PANGO_SCALE = 1024
FORMAT_RGB24 = 1
ANTIALIAS_NONE = 1

pangocairo = C.CDLL("libpangocairo-1.0.so.0")
pango = C.CDLL("libpango-1.0.so.0")
cairo = C.CDLL("libcairo.so.2")
gobject = C.CDLL("libgobject-2.0.so.0")


class Rectangle(C.Structure):
    _fields_ = [("x", C.c_int), ("y", C.c_int), ("width", C.c_int), ("height", C.c_int)]


def function(library, name, result, *arguments):
    found = getattr(library, name)
    found.restype = result
    found.argtypes = arguments
    return found


P, INT, DOUBLE, TEXT, BOX = C.c_void_p, C.c_int, C.c_double, C.c_char_p, C.POINTER(Rectangle)
surface_for = function(cairo, "cairo_image_surface_create_for_data", P, P, INT, INT, INT, INT)
new_context = function(cairo, "cairo_create", P, P)
destroy_context = function(cairo, "cairo_destroy", None, P)
destroy_surface = function(cairo, "cairo_surface_destroy", None, P)
flush = function(cairo, "cairo_surface_flush", None, P)
translate = function(cairo, "cairo_translate", None, P, DOUBLE, DOUBLE)
set_rgb = function(cairo, "cairo_set_source_rgb", None, P, DOUBLE, DOUBLE, DOUBLE)
new_options = function(cairo, "cairo_font_options_create", P)
set_antialias = function(cairo, "cairo_font_options_set_antialias", None, P, INT)
new_layout = function(pangocairo, "pango_cairo_create_layout", P, P)
set_options = function(pangocairo, "pango_cairo_context_set_font_options", None, P, P)
show = function(pangocairo, "pango_cairo_show_layout", None, P, P)
context_of = function(pango, "pango_layout_get_context", P, P)
set_font = function(pango, "pango_layout_set_font_description", None, P, P)
set_text = function(pango, "pango_layout_set_text", None, P, TEXT, INT)
extents = function(pango, "pango_layout_get_pixel_extents", None, P, BOX, BOX)
baseline_of = function(pango, "pango_layout_get_baseline", INT, P)
describe = function(pango, "pango_font_description_from_string", P, TEXT)
unref = function(gobject, "g_object_unref", None, P)


class Canvas:
    """Draws text in one font, white on black."""

    def __init__(self, font, width=64, height=64):
        self.width, self.height = width, height
        self.buffer = C.create_string_buffer(width * height * 4)
        self.surface = surface_for(C.cast(self.buffer, P), FORMAT_RGB24, width, height, width * 4)
        self.context = new_context(self.surface)
        self.layout = new_layout(self.context)
        options = new_options()
        set_antialias(options, ANTIALIAS_NONE)
        set_options(context_of(self.layout), options)
        set_font(self.layout, describe(font.encode()))

    def measure(self, text):
        encoded = text.encode()
        set_text(self.layout, encoded, len(encoded))
        ink, logical = Rectangle(), Rectangle()
        extents(self.layout, C.byref(ink), C.byref(logical))
        return ink, logical

    def bits(self, text, left, top, width, height):
        """The pixels of a rectangle, row by row."""
        self.measure(text)
        C.memset(self.buffer, 0, len(self.buffer))
        translate(self.context, -left, -top)
        set_rgb(self.context, 1, 1, 1)
        show(self.context, self.layout)
        translate(self.context, left, top)
        flush(self.surface)
        words = struct.unpack(f"<{self.width * self.height}I", self.buffer.raw)
        return [words[y * self.width + x] & 0xFFFFFF != 0 for y in range(height) for x in range(width)]

    def baseline(self):
        self.measure("x")
        return (baseline_of(self.layout) + PANGO_SCALE // 2) // PANGO_SCALE

    def close(self):
        unref(self.layout)
        destroy_context(self.context)
        destroy_surface(self.surface)


def packed(bits):
    bits = bits + [False] * (-len(bits) % 8)
    return bytes(sum(1 << (7 - j) for j in range(8) if bits[i + j]) for i in range(0, len(bits), 8))


def strike(size, is_bold):
    canvas = Canvas(f"DejaVu Sans, {'bold' if is_bold else ''} {size}px")
    height = canvas.measure("x")[1].height
    data = struct.pack("<BBBBH", size, is_bold, canvas.baseline(), height, len(CHARACTERS))
    widths = {}
    for code in CHARACTERS:
        ink, logical = canvas.measure(chr(code))
        widths[code] = logical.width
        bits = canvas.bits(chr(code), ink.x, ink.y, ink.width, ink.height)
        data += struct.pack("<HBbbBB", code, logical.width, ink.x, ink.y, ink.width, ink.height) + packed(bits)
    kerning = []
    for first in KERNED:
        for second in KERNED:
            if first == ord("f") and chr(second) in "fil":
                continue
            shift = canvas.measure(chr(first) + chr(second))[1].width - widths[first] - widths[second]
            if shift != 0:
                kerning.append((first, second, shift))
    data += struct.pack("<H", len(kerning)) + b"".join(struct.pack("<BBb", *pair) for pair in kerning)
    canvas.close()
    return data


strikes = b"".join(strike(size, is_bold) for is_bold in (0, 1) for size in SIZES)
text = f"""// DejaVu Sans and DejaVu Sans Bold as bitmaps, written by build/fontStrikes.py, which has the format. The fonts are of
// Bitstream (Copyright (c) 2003 by Bitstream, Inc.; Bitstream Vera is a trademark of Bitstream, Inc.) and of the DejaVu
// project, whose changes are in the public domain. They may be used, copied, changed and distributed freely within other
// software: https://dejavu-fonts.github.io/License.html
/** In base64. */
export const strikes =
  '{base64.b64encode(strikes).decode()}';
"""
Path(__file__).parent.parent.joinpath("runtime/graphics/text/strikes.ts").write_text(text)
print(f"{len(strikes)} bytes")
