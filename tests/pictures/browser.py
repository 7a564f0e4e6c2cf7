"""A browser for tests of pictures and pages: Debian's Chromium, without a window, driven by Selenium. Whatever a page reports as an
error, and whatever it asks any server for, is kept. Run by Debian's own python3, which has the package python3-selenium."""

import json
import os
import tempfile
import time

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

SECONDS = 15  # until something must have happened


class Browser:
    """With `with`. `shots`: the folder that screenshots go to."""

    def __init__(self, shots, width=1240, height=800):
        self.shots = shots
        os.makedirs(shots, exist_ok=True)
        self._profile = tempfile.TemporaryDirectory(prefix="browser.")
        options = Options()
        options.binary_location = "/usr/bin/chromium"
        # Tests run as root, where Chromium has no sandbox; they open only what tests made.
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                         "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                         f"--window-size={width},{height}", f"--user-data-dir={self._profile.name}"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        options.set_capability("unhandledPromptBehavior", "ignore")
        self.driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        self.driver.set_page_load_timeout(SECONDS)
        self.errors = []    # what pages reported since the last visit, as text
        self.requests = []  # addresses that were asked for since then

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.driver.quit()
        self._profile.cleanup()

    def visit(self, path):
        """Opens a file and waits until its script says that it is ready."""
        self.look()
        self.errors, self.requests = [], []
        self.driver.get(path if "://" in path else "file://" + os.path.abspath(path))
        self.until(lambda: self.run("return document.documentElement.getAttribute('data-ready') === '1'"))

    def look(self):
        """Takes up what was reported and asked for so far."""
        self.errors += [entry["message"] for entry in self.driver.get_log("browser")]
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                self.requests.append(message["params"]["request"]["url"])

    def outside(self):
        """Addresses beyond the page itself, and beyond the page that the browser begins with (chrome:)."""
        self.look()
        own = self.driver.current_url.split("#")[0]
        return [url for url in self.requests if url != own and not url.startswith(("data:", "about:", "blob:", "chrome:"))]

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def until(self, holds):
        """Waits until `holds()` is true; else the test fails."""
        end = time.monotonic() + SECONDS
        while not holds():
            if time.monotonic() > end:
                raise TimeoutError("the page did not get there")
            time.sleep(0.02)

    def find(self, selector):
        return self.driver.find_element("css selector", selector)

    def text(self, selector):
        return self.run("return document.querySelector(arguments[0]).textContent", selector)

    def texts(self, selector):
        return self.run("return Array.from(document.querySelectorAll(arguments[0]), (each) => each.textContent)", selector)

    def press(self, *keys):
        """Keys, as whoever has the page before them would press them."""
        from selenium.webdriver.common.action_chains import ActionChains
        ActionChains(self.driver).send_keys(*keys).perform()

    def point(self, element):
        from selenium.webdriver.common.action_chains import ActionChains
        ActionChains(self.driver).move_to_element(element).perform()

    def colors(self, scheme):
        """As a reader who prefers "dark" or "light" sees it."""
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})

    def shot(self, name):
        self.driver.save_screenshot(os.path.join(self.shots, name + ".png"))


class Checks:
    """Counts what holds and tells what does not."""

    def __init__(self):
        self.passed = self.failed = 0

    def that(self, what, holds, seen=""):
        if holds:
            self.passed += 1
            return
        self.failed += 1
        print(f"wrong: {what}" + (f": {seen!r}"[:2000] if seen != "" else ""), flush=True)

    def same(self, what, seen, wanted):
        self.that(f"{what}, which should be {wanted!r}"[:2000], seen == wanted, seen)

    def clean(self, browser, what):
        """The page had no error and asked nobody for anything."""
        outside = browser.outside()
        self.same(f"errors of {what}", browser.errors, [])
        self.same(f"what {what} fetched", outside, [])

    def end(self):
        print(f"{self.passed} checks held, {self.failed} did not")
        return 1 if self.failed or not self.passed else 0
