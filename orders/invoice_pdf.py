"""An invoice or credit note as a PDF, on A4, in the shop's own faces."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from fpdf import FPDF, FontFace
from fpdf.enums import Align, TableBordersLayout, XPos, YPos

from catalog.covers.faces import FOLDER
from orders.invoices import page_of
from orders.models import Invoice
from storefront.days import spoken_day
from storefront.money import money
from storefront.templatetags.shop import percent

INK, QUIET, RULE = (29, 27, 22), (95, 89, 77), (199, 190, 170)
MARGIN, WIDTH = 22, 210 - 2 * 22  # millimetres
OTHER_SCRIPTS = ("japanese", "korean", "hebrew", "arabic", "devanagari")


def pdf_of(invoice: Invoice) -> bytes:
    facts = page_of(invoice)
    paper = _Paper(invoice)
    paper.head(facts)
    paper.parties(facts)
    paper.lines(facts)
    paper.sums(facts)
    return bytes(paper.output())


class _Paper(FPDF):
    def __init__(self, invoice: Invoice) -> None:
        super().__init__(format="A4")
        self.invoice = invoice
        self.set_margin(MARGIN)
        self.set_auto_page_break(True, margin=MARGIN + 6)
        for family, style, file in (
            ("serif", "", "garamond"),
            ("serif", "I", "garamond-italic"),
            ("sans", "", "jost"),
            ("sans", "B", "jost-bold"),
        ):
            self.add_font(family, style, FOLDER / f"{file}.ttf")
        for script in OTHER_SCRIPTS:
            self.add_font(script, "", FOLDER / f"{script}.ttf")
        self.set_fallback_fonts(["serif", *OTHER_SCRIPTS], exact_match=False)
        self.set_text_shaping(True)  # Hebrew and Arabic run from the right, and letters join
        self.set_title(f"{invoice.get_series_display()} {invoice.number}")
        self.set_author(settings.SHOP_NAME)
        self.set_lang("en-GB")
        self.set_creation_date(invoice.issued_at)
        self.set_text_color(*INK)
        self.set_draw_color(*RULE)
        self.add_page()

    def footer(self) -> None:
        self.set_y(-MARGIN + 4)
        self.set_font("sans", size=8)
        self.set_text_color(*QUIET)
        said = f"{settings.SHOP_NAME} · {settings.SHOP_PHONE} · {settings.SHOP_EMAIL}"
        self.cell(WIDTH / 2, 5, said)
        self.cell(WIDTH / 2, 5, f"{self.invoice.number} · page {self.page_no()}", align=Align.R)
        self.set_text_color(*INK)

    def head(self, facts: dict[str, Any]) -> None:
        self.set_font("serif", size=26)
        self.cell(WIDTH / 2, 12, settings.SHOP_NAME)
        self.set_font("serif", size=18)
        self.cell(WIDTH / 2, 12, f"{self.invoice.get_series_display()} {self.invoice.number}", align=Align.R)
        self.ln(14)
        self.line(MARGIN, self.get_y(), MARGIN + WIDTH, self.get_y())
        self.ln(8)

    def parties(self, facts: dict[str, Any]) -> None:
        top = self.get_y()
        bottoms = [
            self._block("To", facts["buyer"], MARGIN, top),
            self._block("From", facts["seller"], MARGIN + WIDTH * 0.36, top),
            self._block("Of", self._dates(facts), MARGIN + WIDTH * 0.72, top),
        ]
        self.set_xy(MARGIN, max(bottoms) + 8)

    def _dates(self, facts: dict[str, Any]) -> list[str]:
        lines = [
            spoken_day(timezone.localdate(self.invoice.issued_at)).partition(" ")[2],
            f"Order {self.invoice.order.number}",
        ]
        if facts["original"]:
            lines.append(f"For invoice {facts['original'].number}")
        return lines

    def _block(self, heading: str, lines: list[str], left: float, top: float) -> float:
        """Set lines below a small heading; where it ends."""
        self.set_xy(left, top)
        self.set_font("sans", size=8.5)
        self.set_text_color(*QUIET)
        self.cell(WIDTH * 0.34, 5, heading)
        self.set_text_color(*INK)
        self.set_font("serif", size=11.5)
        self.set_xy(left, top + 5.5)
        self.multi_cell(WIDTH * 0.34, 5.4, "\n".join(lines), align=Align.L, new_x=XPos.LEFT, new_y=YPos.NEXT)
        return self.get_y()

    def lines(self, facts: dict[str, Any]) -> None:
        self.set_font("serif", size=11.5)
        heading = FontFace(family="sans", emphasis="", size_pt=8.5, color=QUIET)
        with self.table(
            col_widths=(52, 12, 14, 22),
            text_align=(Align.L, Align.R, Align.R, Align.R),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=heading,
            line_height=5.4,
            padding=(2, 1),
        ) as table:
            table.row(["What", "Copies", "Tax", "Amount, tax included"])
            for part, note in facts["rows"]:
                copies = str(part.quantity) if part.line and part.quantity else ""
                what = f"{part.what}\n{note}" if note else part.what
                table.row([what, copies, percent(part.tax_rate), money(part.amount)])
        self.ln(6)

    def sums(self, facts: dict[str, Any]) -> None:
        self.set_font("serif", size=11.5)
        for tax in facts["taxes"]:
            said = f"{money(tax.net)} net, {percent(tax.rate)} tax"
            self._sum(said, money(tax.tax))
        self.ln(1.5)
        self.line(MARGIN + WIDTH * 0.5, self.get_y(), MARGIN + WIDTH, self.get_y())
        self.ln(1.5)
        self.set_font("serif", size=15)
        self._sum("Given back" if self.invoice.refund else "Total", money(self.invoice.total), height=9)
        self.set_font("serif", "I", size=11.5)
        self.ln(4)
        for said in [*facts["offers"], self._last_words()]:
            self.multi_cell(WIDTH, 6, said, align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _sum(self, said: str, amount: str, height: float = 6) -> None:
        self.set_x(MARGIN + WIDTH * 0.4)
        self.cell(WIDTH * 0.4, height, said, align=Align.R)
        self.cell(WIDTH * 0.2, height, amount, align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _last_words(self) -> str:
        if refund := self.invoice.refund:
            return f"For: {refund.reason}"[:110]
        paid_at = self.invoice.order.paid_at
        by_card = self.invoice.order.by_gift_card
        part = f", {money(by_card)} of it by gift card" if by_card else ""
        return f"Paid on {spoken_day(timezone.localdate(paid_at))}{part}. Thank you." if paid_at else ""
