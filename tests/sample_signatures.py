"""A small world of signatures for tests: one vendor, one SDK, one HTTP client, one wire format."""

from __future__ import annotations

import shutil
from pathlib import Path

REAL = Path(__file__).parent.parent / "signatures"

_HEADER = 'schema = 1\nid = "{id}"\ntitle = "T"\nhomepage = "https://acme.example/docs"\nchecked = 2026-11-20\nsource = "wheel acme 1.0"\n'

VENDOR = """
names = { zh = "某云", en = "Acme" }
jurisdiction = "mainland"
env = ["ACME_API_KEY"]

[[host]]
hosts = ["api.acme.example", "*.intl.acme.example"]
path = "/v1"
wires = ["chat"]

[[model]]
patterns = ["acme-*"]
family = "acme"
technique = "dialogue"
"""

WIRE = """
[[endpoint]]
id = "completions"
path = "/chat/completions"
technique = "dialogue"
model = ["body.model"]

[[example]]
language = "python"
title = "posted"
code = '''
post("https://api.acme.example/v1/chat/completions")  # $ hit=chat/completions
'''

[[example]]
language = "python"
title = "another address"
code = '''
post("https://api.acme.example/v1/files")
'''
"""

LIBRARY = """
vendor = "acme"

[[package]]
ecosystem = "pypi"
name = "acme-sdk"

[[package]]
ecosystem = "npm"
name = "acme"

[[object]]
id = "client"
python = ["acme_sdk.Client()"]
javascript = "acme#default()"
client = true
technique = "dialogue"
base_url = { python = ["base_url", "0"], javascript = ["0.baseURL"] }
fluent = ["with_options"]
store = { base_url = ["api_base"] }
env = { base_url = ["ACME_BASE_URL"] }

[[call]]
id = "chat"
on = "client"
path = ["chat.create", "chat.stream"]
technique = "dialogue"
model = "model"
variant = [{ when = [{ arg = "mode", in = ["draw", 2, true] }, { model = "acme-i*" }], technique = "image" }]

[[example]]
language = "python"
title = "a client"
code = '''
client.chat.create(model="acme-1")  # $ hit=acme-sdk/chat
other.chat.create(model="acme-1")
'''

[[example]]
language = "typescript"
title = "a client"
code = '''
client.chat.create({ model: "acme-1" }); // $ hit=acme-sdk/chat
'''
"""

HTTP = """
[[package]]
ecosystem = "pypi"
name = "sender"

[[sink]]
id = "post"
python = ["sender.post"]
javascript = ["global#send", "global#box.send"]
method = { arg = ["method"], default = "POST" }
url = ["0", "url"]

[[example]]
language = "python"
title = "sent"
code = '''
sender.post("https://api.acme.example/v1/chat/completions")  # $ hit=chat/completions
sender.post("https://elsewhere.example/")
'''

[[example]]
language = "javascript"
title = "sent"
code = '''
send("https://api.acme.example/v1/chat/completions") // $ hit=chat/completions
'''
"""

FLOW = """
[[function]]
path = ["os.path.join"]
effect = "path-join"
of = ["0", "1"]

[[function]]
path = ["os.getenv"]
effect = "environment"
key = ["0", "key"]
of = ["0", "key"]

[[method]]
name = ["format"]
effect = "format"
style = "braces"
"""

FILES = {
    "vendors/acme.toml": VENDOR,
    "wires/chat.toml": WIRE,
    "libraries/acme-sdk.toml": LIBRARY,
    "http/sender.toml": HTTP,
    "flows/python.toml": FLOW,
}


def write(root: Path, name: str, body: str, *, header: bool = True) -> Path:
    """One file below ``root``, with the keys that every file carries in front."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((_HEADER.format(id=path.stem) if header else "") + body, encoding="utf-8")
    return path


def world(folder: Path) -> Path:
    """The whole sample with the real closed lists, in a folder of its own."""
    root = folder / "signatures"
    for name, body in FILES.items():
        write(root, name, body)
    shutil.copy(REAL / "categories.toml", root)
    return root


def edited(root: Path, name: str, old: str, new: str) -> Path:
    """The root again, with one place in one file changed."""
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return root
