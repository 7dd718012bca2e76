"""docs/api.md followed word by word by somebody new: an empty folder, npm, code generation, a running demo."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from embedded.demo import PEOPLES_PASSWORD
from tests.clients.conftest import require
from tests.clients.page import ANYTHING, PAGE, Block, blocks, fits
from tests.end_to_end.server_process import ROOT, ServerProcess, until

pytestmark = pytest.mark.timeout(300)

PACKAGES = Path(__file__).parent / "storefront"
# As the page calls them.
URL, CLONE, FOLDER = "http://127.0.0.1:8000", "centrale", "storefront"
SIGN_IN = "mutation ($input: SignInInput!) { signIn(input: $input) { ... on SignedIn { token } } }"


class Newcomer:
    """Does what the page says, in a folder beside the clone."""

    def __init__(self, folder: Path, url: str) -> None:
        self.url, self.folder = url, folder / FOLDER
        self.folder.mkdir()
        (folder / CLONE).symlink_to(ROOT)

    def do(self, block: Block) -> None:
        """One block, and whether its answer is the one that the page shows."""
        found: object = ANYTHING
        if block.kind == "graphql":
            found = self._ask(block)
        elif block.kind == "sh":
            printed = self.run(block.text).rstrip()
            found = printed if isinstance(block.answer, str) else json.loads(printed)
        else:
            self.write(block.file or "", block.text)
        assert fits(found, block.answer), f"docs/api.md, line {block.line}:\n{found}\n\nit shows:\n{block.answer}"

    def write(self, name: str, text: str) -> None:
        """Write a file of the page."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")

    def run(self, script: str) -> str:
        """Run a script; what it printed. What it would install is checked, and then is there already."""
        script = re.sub(r"^npm install .*$", lambda line: self._installed(line[0]), script, flags=re.MULTILINE)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script], cwd=self.folder, env=_environment(),
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def _installed(self, line: str) -> str:
        """Tests install by the lock, which has the same packages as the page in exact versions."""
        kind = "devDependencies" if "--save-dev" in line else "dependencies"
        wanted = json.loads((PACKAGES / "package.json").read_text("utf-8"))[kind]
        assert [word for word in shlex.split(line)[2:] if word != "--save-dev"] == sorted(wanted)
        modules = self.folder / "node_modules"
        if not modules.exists():
            modules.symlink_to(PACKAGES / "node_modules")
        return ":"

    def _ask(self, block: Block) -> object:
        headers = {} if block.role is None else {"authorization": f"Bearer {self._token(block.role)}"}
        body = {"query": block.text, "variables": block.variables}
        answer = httpx.post(f"{self.url}/graphql", json=body, headers=headers).json()
        answer.pop("extensions", None)
        return answer

    def _token(self, role: str) -> str:
        accounts = json.loads((ROOT / "demo/accounts.json").read_text("utf-8"))
        email = next(account["email"] for account in accounts if account["role"] == role)
        body = {"query": SIGN_IN, "variables": {"input": {"email": email, "password": PEOPLES_PASSWORD}}}
        return str(httpx.post(f"{self.url}/graphql", json=body).json()["data"]["signIn"]["token"])


def _environment() -> Mapping[str, str]:
    """Nothing of ours in it: no settings, no npm configuration of the test run."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CENTRALE_")}


def demo_on(folder: Path, **settings: str) -> Iterator[str]:
    """A demo of its own while the block lasts; its URL."""
    with ServerProcess(folder, {"CENTRALE_PORT": "0", **settings}, ROOT / "server.py", "--demo") as server:
        found = until(lambda: re.search(r"http://[\d.:]+(?=/app/mailroom)", server.log()), 40)
        assert found is not None
        server.await_health(found[0])
        yield found[0]


@pytest.fixture(scope="module")
def storefront_packages() -> None:
    """The packages that the page installs, and the programs that it uses."""
    require("node", "npm", "curl", "openssl", "sha256sum")
    subprocess.run([ROOT / "scripts/npm-install", PACKAGES.relative_to(ROOT)], check=True)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[str]:
    """The demo that the page runs against."""
    yield from demo_on(tmp_path / "demo")


def test_the_page_works_word_by_word(storefront_packages: None, demo: str, tmp_path: Path) -> None:
    newcomer = Newcomer(tmp_path, demo)
    found = list(blocks(PAGE.read_text("utf-8").replace(URL, demo)))
    for block in found:
        newcomer.do(block)
    newcomer.run("npx tsc")  # with the files that came after the page's own
    assert {block.kind for block in found} >= {"sh", "ts", "tsx", "graphql"}

    # The same program where nothing but its own documents is served.
    client = (newcomer.folder / "src/client.ts").read_text("utf-8")
    assert client.count("fetchExchange,") == 2
    manifest = str(newcomer.folder / "src/gql/persisted-documents.json")
    closed = {"CENTRALE_PUBLIC_DOCUMENTS": "trusted", "CENTRALE_MEMBER_DOCUMENTS": "trusted"}
    for url in demo_on(tmp_path / "closed", CENTRALE_TRUSTED_DOCUMENTS=manifest, **closed):
        refused = httpx.post(f"{url}/graphql", json={"query": "{ categories { name } }"})
        assert refused.status_code == 401
        body = client.replace(demo, url).replace("      fetchExchange,", "      trusted,\n      fetchExchange,")
        newcomer.write("src/client.ts", 'import { trusted } from "./trusted.js";\n' + body)
        assert "told: Rouladour CANCELLED" in newcomer.run("npx tsc && node build/main.js")


@pytest.mark.parametrize(
    ("found", "shown", "same"),
    [
        ({"a": [1, "x"]}, {"a": [1, "x"]}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": 1, "b": 2}, {"a": 1}, False),
        ({"a": {"b": 2}}, {"a": "…"}, True),
        ("Supplier:12", "Supplier:…", True),
        ("Member:12", "Supplier:…", False),
        (1, True, False),
        (None, "…", True),
        ([1, 2], [1], False),
        ("first\nlast\n", "…\nlast\n", True),
    ],
)
def test_what_fits_an_answer_of_the_page(found: object, shown: object, same: bool) -> None:
    assert fits(found, shown) == same


@pytest.mark.parametrize("text", ["```json answer\n{}\n```\n", "```python\nx\n```\n", "```sh later\nls\n```\n"])
def test_every_block_is_tried(text: str) -> None:
    with pytest.raises(ValueError, match="line 1"):
        list(blocks(text))
