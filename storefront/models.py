"""Pages of the shop that staff write themselves."""

from html import unescape

from django.db import models
from django.urls import reverse
from django.utils.html import strip_tags

from storefront.markdown import html_from_markdown


class HelpPage(models.Model):
    slug = models.SlugField("address", unique=True, max_length=60, help_text="The last part of the page's address.")
    title = models.CharField(max_length=120)
    body = models.TextField(
        help_text="Markdown: a blank line between paragraphs, ## before a heading, - before a point."
    )
    updated_at = models.DateTimeField("last changed", auto_now=True)

    class Meta:
        verbose_name = "help page"
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("storefront:help-page", args=[self.slug])

    @property
    def opening(self) -> str:
        """Its first paragraph, as plain text."""
        return unescape(strip_tags(html_from_markdown(self.body.partition("\n\n")[0]))).strip()
