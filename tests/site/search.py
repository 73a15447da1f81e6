"""The search of a built site, tried in Chromium on pages that are opened from the disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.viewer.pictures import browser

__all__ = ["found"]

_RESULTS = """
    const found = [], walk = (root) => root.querySelectorAll("*").forEach((one) => {
        if (one.matches("a[href*='?h=']")) found.push(one.getAttribute("href"));
        if (one.shadowRoot) walk(one.shadowRoot);
    });
    walk(document);
    return found;
"""
_REQUESTED = "return performance.getEntriesByType('resource').map((one) => one.name)"
_FIELD = "return document.activeElement.shadowRoot?.activeElement?.tagName === 'INPUT'"


def found(folder: Path, words: str) -> tuple[list[str], list[str]]:
    """Type words into the search of a site's first page.

    Returns:
        The pages that it offers, best first, and the addresses outside the disk that were asked for, also in vain.
    """
    from selenium.webdriver.support.wait import WebDriverWait

    with browser() as driver:
        wait = WebDriverWait(driver, 20, poll_frequency=0.1)
        driver.get((folder / "index.html").resolve().as_uri())
        driver.find_element("css selector", ".md-search__button").click()
        wait.until(lambda one: one.execute_script(_FIELD))
        driver.switch_to.active_element.send_keys(words)
        links: Any = wait.until(lambda one: one.execute_script(_RESULTS))
        asked = [one for one in driver.execute_script(_REQUESTED) if not one.startswith(("file:", "data:", "blob:"))]
        return [Path(urlsplit(one).path).name for one in links], asked
