"""A real browser in front of the real shop: Chromium through Playwright, with and without scripts, phone and desktop.

These tests are a pytest call of their own (`pytest tests/browser`): Playwright leaves an event loop running on the main
thread, under which other tests fail. Where there is no Chromium they are skipped, and say so.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from storefront.stylesheet import SHEET, one_sheet
from tests.database import demo_of_our_own

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

# Chromium draws the suggestions of its address bar as two web pages, anew for every window, which costs more than a
# page of the shop. It follows the last such list only, so what Playwright turns off stands here again.
NOT_NEEDED = [
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AimEnabled",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
]
QUIET = [
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
    "--disable-component-update",
    "--disable-quic",
    f"--disable-features={','.join(NOT_NEEDED)}",
]

DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}

# A page is examined in one of these pairs, the next in the other: what all pages share is seen in all four looks, and
# each page narrow and wide, by day and by night. 320 pixels are a small phone, and a laptop at 400 %.
LOOKS = [
    [("narrow and light", 320, "light"), ("wide and dark", 1280, "dark")],
    [("narrow and dark", 320, "dark"), ("wide and light", 1280, "light")],
]

# All rules of axe. What it found right stays in the browser: to bring that over takes longer than to find it.
FINDINGS = """async () => {
    const { violations } = await axe.run({ resultTypes: ["violations"] });
    const said = violations.map(({ id, help, nodes }) => [`${id}: ${help}`, ...nodes.map(({ html }) => html)]);
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) said.push([`it can be moved sideways: ${scrollWidth} in ${clientWidth} pixels`]);
    return said.map((lines) => lines.join("\\n  "));
}"""

here = Path(__file__).parent

# Only a page that never comes to it waits as long: a machine that does much else may be slow to.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM:
        return
    skip = pytest.mark.skip(reason="There is no Chromium here. On Debian: apt-get install chromium fonts-liberation")
    for item in items:
        if here in item.path.parents:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return {"executable_path": CHROMIUM, "chromium_sandbox": os.geteuid() != 0, "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    """How the usual `page` looks: a desktop, in London, still for those who dislike movement."""
    return {
        **browser_context_args,
        **DESKTOP,
        "locale": "en-GB",
        "timezone_id": "Europe/London",
        "reduced_motion": "reduce",
    }


@pytest.fixture(scope="session", autouse=True)
def _one_style_sheet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """As live shops have it. In the sources they are sixty, and axe would ask for each at a wrong address besides."""
    [sources] = settings.STATICFILES_DIRS
    folder = tmp_path_factory.mktemp("static")
    sheet = folder / SHEET
    sheet.parent.mkdir()
    sheet.write_text(one_sheet(lambda name: (sources / name).read_text()))
    with override_settings(STATICFILES_DIRS=[folder, sources]):
        yield


@pytest.fixture
def demo(transactional_db: None) -> Iterator[None]:
    """The shop as `manage.py demo` fills it, for this test to do with as it likes."""
    with demo_of_our_own():
        yield


@pytest.fixture
def examined() -> set[Page]:
    """Pages that axe has looked at. It styles them in place while it looks, and our policy refuses that aloud."""
    return set()


@pytest.fixture
def new_page(
    browser: Browser, browser_context_args: dict[str, object], live_server, settings, examined: set[Page]
) -> Iterator[Callable[..., Page]]:
    """Call it for a page in a browser of its own: `new_page(phone=True, scripts=False, color_scheme="dark")`.

    Addresses begin at the shop: `page.goto("/books/")`. A script error or a refused file fails the test.
    """
    settings.SITE_URL = live_server.url  # mails and payment providers lead back to it
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(*, phone: bool = False, scripts: bool = True, **more: object) -> Page:
        size = PHONE if phone else DESKTOP
        kind = {**browser_context_args, **size, "base_url": live_server.url, "java_script_enabled": scripts, **more}
        contexts.append(browser.new_context(**kind))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.extend(_complaint(message, examined)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _complaint(message: ConsoleMessage, examined: set[Page]) -> list[str]:
    """Errors of the page itself. That an address answers 4xx is often what a test is about."""
    is_expected = "the server responded with a status of 4" in message.text
    is_about_axe = message.page in examined and message.text.startswith("Applying inline style")
    return [message.text] if message.type == "error" and not is_expected and not is_about_axe else []


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Ask for it to run a test twice: with scripts, and without."""
    return request.param


@pytest.fixture
def assert_accessible(examined: set[Page]) -> Callable[[Page], None]:
    """Call it with a page: axe looks at it narrow and wide, by day and by night, and nothing is wider than the page.

    Fails with all findings, element by element. The page is then as wide and as light as it was.
    """

    pairs = cycle(LOOKS)

    def check(page: Page) -> None:
        examined.add(page)
        size = page.viewport_size
        page.evaluate(AXE_SCRIPT)
        findings = []
        for look, width, color_scheme in next(pairs):
            page.set_viewport_size({**size, "width": width})
            page.emulate_media(color_scheme=color_scheme)
            findings += [f"{look}, {finding}" for finding in page.evaluate(FINDINGS)]
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="null")
        assert not findings, "\n".join([page.url, *findings])

    return check
