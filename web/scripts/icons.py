"""The icons of the installed app, drawn from web/public/icon.svg by a browser: `python -m web.scripts.icons`."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests import browser

PUBLIC = Path(__file__).parents[1] / "public"
ICONS = {
    "icon-192.png": (192, ""),
    "icon-512.png": (512, ""),
    # Systems cut these to a shape of their own: the ground goes to the edges, the sign stays in the middle 80 %.
    "icon-maskable-512.png": (512, "svg { padding: 10% } body, rect { background: #17655c; fill: #17655c }"),
    "icon-apple-180.png": (180, "svg { padding: 6% } body, rect { background: #17655c; fill: #17655c }"),
}


def main() -> None:
    drawing = (PUBLIC / "icon.svg").read_text()
    with sync_playwright() as playwright:
        path = browser.find(playwright.chromium.executable_path)
        if path is None:
            raise SystemExit(f"icons: {browser.NONE_HERE}. Install Chromium and try again.")
        chromium = playwright.chromium.launch(executable_path=path, args=browser.flags())
        for name, (size, style) in ICONS.items():
            page = chromium.new_page(viewport={"width": size, "height": size})
            page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block }} {style}</style>{drawing}")
            page.screenshot(path=PUBLIC / name, omit_background=True)
        chromium.close()


if __name__ == "__main__":
    main()
