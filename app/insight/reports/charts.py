"""The chart of a report, drawn as SVG by pygal: two bars a span, told apart by dark and light, which black and white keeps."""

from __future__ import annotations

from collections.abc import Sequence

from app.insight.reports.content import Bar

DARK, LIGHT, INK, PAPER = "#14202b", "#b9c7bf", "#14202b", "#ffffff"


def drawn(bars: Sequence[Bar], received: str, closed: str) -> bytes:
    """The SVG, with the words for what came and what was closed; what is not told has no bar."""
    import pygal
    from pygal.style import Style

    style = Style(
        background=PAPER, plot_background=PAPER, foreground=INK, foreground_strong=INK, foreground_subtle="#6b7780",
        colors=(DARK, LIGHT), opacity="1", opacity_hover="1", transition="none", font_family="sans-serif",
        label_font_size=14, legend_font_size=16, major_label_font_size=14, value_font_size=12,
    )  # fmt: skip
    chart = pygal.Bar(
        style=style, js=[], width=720, height=300, margin=12, legend_at_bottom=True, legend_box_size=14, show_y_guides=True,
        min_scale=3, max_scale=6, disable_xml_declaration=True, pretty_print=False, include_x_axis=True, no_data_text="—", explicit_size=True,
    )  # fmt: skip
    chart.x_labels = [bar.words for bar in bars]
    chart.add(received, [bar.received for bar in bars], stroke_style={"width": 1})
    chart.add(closed, [bar.closed for bar in bars], stroke_style={"width": 1})
    return str(chart.render()).encode()
