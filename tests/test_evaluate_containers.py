"""Sets of values, registries, settings, environment, text.

What ``probe(…)`` is given is what is asked; values are written as in ``values_text``.
"""

from __future__ import annotations

import pytest
from values_text import probed

CASES = [
    pytest.param(
        ["'wss://a.com/v1/chat'"],
        "from urllib.parse import urlparse\nu = urlparse('https://a.com/v1/chat?x=1')\nprobe(f'wss://{u.netloc}{u.path}')",
        id="parts of a URL",
    ),
    pytest.param(["?"], "def f(**kw):\n  g(**kw)\ndef g(**kw):\n  f(**kw)\n  probe(kw['a'])\nf(b=1)", id="keywords passed in a circle"),
    pytest.param(["'u'+2", "'u'+1"], "def f(n, **kw):\n  probe(kw['a'])\n  return f(n - 1, **kw)\nf(3, a='u')", id="keywords passed on"),
    pytest.param(["?"], "xs = ['a','b','c','d','e','f','g','h','i']\nfor x in xs: probe(x)", id="more than eight"),
    pytest.param(
        ["'a'", "'b'", "'c'", "'d'", "'e'", "'f'", "'g'", "'h'"],
        "xs = ['a','b','c','d','e','f','g','h']\nfor x in xs: probe(x)",
        id="exactly eight",
    ),
    pytest.param(["'b'", "'a'"], "probe('b' if x else 'a')", id="order"),
    pytest.param(["'d'?"], "import os\nprobe(os.getenv('NONE_SUCH') or 'd')", id="or default"),
    pytest.param(["'a'"], "probe('a' or 'b')", id="or const"),
    pytest.param(["'b'?"], "probe('' or 'b')", id="or empty"),
    pytest.param(["'b'?"], "x = None\nprobe(x or 'b')", id="none or"),
    pytest.param(["'u'+1", "'d'?"], "def f(x=None):\n  x = x or 'd'\n  probe(x)\nf('u')", id="param or default"),
    pytest.param(["'u'+1", "'d'"], "def f(x=None):\n  if x is None:\n    x = 'd'\n  probe(x)\nf('u')", id="if none default"),
    pytest.param(["sdk.Client()"], "import sdk\nR = {'a': sdk.Client}\nprobe(R['a']())", id="dict dispatch"),
    pytest.param(
        ["sdk.Client()", "other.Client()"],
        "import sdk, other\nR = {'a': sdk.Client, 'b': other.Client}\nprobe(R[key]())",
        id="dict dispatch unknown key",
    ),
    pytest.param(
        ["sdk.Client()", "other.Client()"],
        "import sdk, other\nR = {'a': sdk.Client}\nprobe(R.get(key, other.Client)())",
        id="dict dispatch get",
    ),
    pytest.param(["sdk.Client()"], "import sdk\ndef mk(): return sdk.Client()\nR = {'a': mk}\nprobe(R['a']())", id="dict of functions"),
    pytest.param(["sdk.Client()"], "import sdk\nR = {'a': lambda: sdk.Client()}\nprobe(R['a']())", id="dict of lambdas"),
    pytest.param(["'u'"], "R = {'a': {'url': 'u'}}\nprobe(R['a']['url'])", id="dict of dicts"),
    pytest.param(["sdk.Client()"], "import sdk\nR = {}\nR['a'] = sdk.Client\nprobe(R['a']())", id="dict filled later"),
    pytest.param(["?"], "import sdk\nR = {}\nR['a'] = sdk.Client\nprobe(R['b'])", id="dict filled later not other key"),
    pytest.param(
        ["sdk.Client()"],
        {"reg.py": "R = {}", "a.py": 'import sdk\nfrom reg import R\nR["a"] = sdk.Client', "main.py": 'from reg import R\nprobe(R["a"]())'},
        id="dict filled in other file",
    ),
    pytest.param(["sdk.Client"], "import sdk\nR = {}\nR.update({'a': sdk.Client})\nprobe(R['a'])", id="dict update"),
    pytest.param(["sdk.Client"], "import sdk\nR = {}\nR.update(a=sdk.Client)\nprobe(R['a'])", id="dict update kw"),
    pytest.param(["sdk.Client()"], "import sdk\nR = {}\nprobe(R.setdefault('a', sdk.Client()))", id="dict setdefault"),
    pytest.param(
        ["a Chat"],
        (
            "R = {}\ndef register(name):\n  def d(cls):\n    R[name] = cls\n    return cls\n  return d\n"
            "@register('chat')\nclass Chat: pass\nprobe(R['chat']())"
        ),
        id="decorator registry",
    ),
    pytest.param(
        ["?"],
        (
            "R = {}\ndef register(name):\n  def d(cls):\n    R[name] = cls\n    return cls\n  return d\n"
            "@register('chat')\nclass Chat: pass\nprobe(R['x'])"
        ),
        id="decorator registry other key",
    ),
    pytest.param(
        ["a Chat", "a Draw"],
        (
            "R = {}\ndef register(name):\n  def d(cls):\n    R[name] = cls\n    return cls\n  return d\n"
            "@register('chat')\nclass Chat: pass\n@register('draw')\nclass Draw: pass\nprobe(R[key]())"
        ),
        id="decorator registry any key",
    ),
    pytest.param(
        ["sdk.Client()", "other.Client()"],
        ("import sdk, other\ndef make(kind):\n  if kind == 'a': return sdk.Client()\n  return other.Client()\nprobe(make('a'))"),
        id="factory if",
    ),
    pytest.param(
        ["sdk.Client()"],
        ("import sdk\nclass F:\n  kinds = {'a': sdk.Client}\n  def make(self, k): return self.kinds[k]()\nprobe(F().make('a'))"),
        id="factory class attr",
    ),
    pytest.param(
        ["sdk.Client()"],
        (
            "import sdk\nclass F:\n  _r = {}\n  @classmethod\n  def register(cls, name, v): cls._r[name] = v\n"
            "  @classmethod\n  def make(cls, name): return cls._r[name]()\nF.register('a', sdk.Client)\n"
            "probe(F.make('a'))"
        ),
        id="factory method registry",
    ),
    pytest.param(
        ["a Chat"],
        "class Chat: pass\nprobe(globals()['Chat']())",
        id="globals()",
        marks=pytest.mark.xfail(reason="names of a module by text"),
    ),
    pytest.param(["sdk.Client()"], "import sdk\ncs = [sdk.Client()]\nprobe(cs[0])", id="list of clients"),
    pytest.param(["sdk.Client()"], "import sdk\ncs = []\ncs.append(sdk.Client())\nfor c in cs: probe(c)", id="list append"),
    pytest.param(["'a'"], "from enum import Enum\nclass E(Enum):\n  A = 'a'\nprobe(E.A.value)", id="enum"),
    pytest.param(["'a'"], "from enum import Enum\nclass E(str, Enum):\n  A = 'a'\nprobe(E.A)", id="str enum"),
    pytest.param(["'u'"], {"s.py": "class S:\n  URL = 'u'", "main.py": "from s import S\nprobe(S.URL)"}, id="settings class"),
    pytest.param(
        ["'u'"],
        {"s.py": "class S:\n  URL = 'u'\nsettings = S()", "main.py": "from s import settings\nprobe(settings.URL)"},
        id="settings instance",
    ),
    pytest.param(
        ["'u'"],
        {
            "s.py": "from functools import lru_cache\nclass S:\n  URL = 'u'\n@lru_cache()\ndef get(): return S()",
            "main.py": "from s import get\nprobe(get().URL)",
        },
        id="settings cached function",
    ),
    pytest.param(
        ["'https://u'"],
        {
            "config.json": '{"llm": {"url": "https://u"}}',
            "main.py": "import json\nwith open('config.json') as f:\n  cfg = json.load(f)\nprobe(cfg['llm']['url'])",
        },
        id="settings json",
    ),
    pytest.param(
        ["'https://u'"],
        {
            "config.json": '{"url": "https://u"}',
            "main.py": "import json\ncfg = json.loads(open('config.json').read())\nprobe(cfg.get('url'))",
        },
        id="settings json read",
    ),
    pytest.param(
        ["'https://u'"],
        {
            "config.yaml": "llm:\n  url: https://u",
            "main.py": "import yaml\ncfg = yaml.safe_load(open('config.yaml'))\nprobe(cfg['llm']['url'])",
        },
        id="settings yaml",
    ),
    pytest.param(
        ["'https://u'"],
        {
            "config.toml": '[llm]\nurl = "https://u"',
            "main.py": "import tomllib\nwith open('config.toml', 'rb') as f: cfg = tomllib.load(f)\nprobe(cfg['llm']['url'])",
        },
        id="settings toml",
    ),
    pytest.param(
        ["'https://u'"],
        {
            "config.ini": "[llm]\nurl = https://u",
            "main.py": (
                "import configparser\ncfg = configparser.ConfigParser()\ncfg.read('config.ini')\n"
                "probe(cfg['llm']['url'])\nprobe(cfg.get('llm', 'url'))"
            ),
        },
        id="settings ini",
    ),
    pytest.param(
        ["'https://u'"],
        {
            "config.json": '{"url": "https://u"}',
            "conf.py": "import json, os\ndef load(path='config.json'):\n  with open(path) as f: return json.load(f)\nconfig = load()",
            "main.py": "from conf import config\nprobe(config['url'])",
        },
        id="settings function",
    ),
    pytest.param(
        ["'https://u'"],
        {
            "config.json": '{"url": "https://u"}',
            "conf.py": (
                "import json\nclass Config:\n  def __init__(self, path):\n    self.data = json.load(open(path))\n"
                "  def get(self, key, default=None): return self.data.get(key, default)\nconfig = Config('config.json')"
            ),
            "main.py": "from conf import config\nprobe(config.get('url'))",
        },
        id="settings wrapped in class",
    ),
    pytest.param(
        ["'https://u'"],
        {
            "config.json": '{"url": "https://u"}',
            "conf.py": (
                "import json\nconfig = {}\ndef load():\n  global config\n"
                "  config = json.loads(open('config.json').read())\ndef conf(): return config"
            ),
            "main.py": "from conf import conf\nprobe(conf().get('url'))",
        },
        id="settings global conf()",
    ),
    pytest.param(
        ["'https://u'"],
        {
            "conf.py": "class Config(dict): pass\nconfig = Config({'url': 'https://u'})",
            "main.py": "from conf import config\nprobe(config['url'])",
        },
        id="settings dict subclass",
    ),
    pytest.param(
        ["'https://env'?", "'d'?"],
        {".env": "BASE_URL=https://env", "main.py": "import os\nprobe(os.getenv('BASE_URL', 'd'))"},
        id="env file",
    ),
    pytest.param(["'https://env'?"], {".env": "BASE_URL=https://env", "main.py": "import os\nprobe(os.environ['BASE_URL'])"}, id="env map"),
    pytest.param(["'d'?"], "import os\nprobe(os.environ.get('NONE', 'd'))", id="env get default"),
    pytest.param(["'d'?"], "import os\ndef env(k, d=None): return os.getenv(k, d)\nprobe(env('X', 'd'))", id="env helper"),
    pytest.param(
        ["'d'?"],
        (
            "import argparse\np = argparse.ArgumentParser()\np.add_argument('--base-url', default='d')\n"
            "args = p.parse_args()\nprobe(args.base_url)"
        ),
        id="argparse",
    ),
    pytest.param(
        ["'d'?"],
        "import click\n@click.command()\n@click.option('--base-url', default='d')\ndef f(base_url): probe(base_url)",
        id="click option",
    ),
    pytest.param(["'https://h/v1'"], "h='h'\nprobe(f'https://{h}/v1')", id="fstring"),
    pytest.param(["'https://…/v1'"], "probe(f'https://{h()}/v1')", id="fstring unknown"),
    pytest.param(["'https://h/v1'"], "probe('https://%s/v1' % 'h')", id="percent"),
    pytest.param(["'https://h/v1'"], "probe('https://{}/{v}'.format('h', v='v1'))", id="format"),
    pytest.param(["'https://h/…'"], "probe('https://{0}/{1:d}'.format('h', n()))", id="format spec"),
    pytest.param(["'h/v1'"], "probe('{x}/v1'.format_map({'x':'h'}))", id="format_map", marks=pytest.mark.xfail(reason="no effect for it")),
    pytest.param(["'a/b'"], "probe('/'.join(['a','b']))", id="join"),
    pytest.param(["'a/b'"], "import os\nprobe(os.path.join('a','b'))", id="os.path.join"),
    pytest.param(["'https://h/v1/chat'"], "from urllib.parse import urljoin\nprobe(urljoin('https://h/v1/', 'chat'))", id="urljoin"),
    pytest.param(["'https://h/v1'"], "probe('https://h/'.rstrip('/') + '/v1')", id="rstrip"),
    pytest.param(["'https://h'"], "probe('http://h'.replace('http:', 'https:'))", id="replace"),
    pytest.param(["'a'"], "probe(str('a'))", id="str()"),
    pytest.param(["'https://a'", "'https://b'"], "h = 'a' if x else 'b'\nprobe('https://' + h)", id="template alternatives"),
    pytest.param(
        ["'…-1'?", "'…-2'?", "'…-3'?"],
        "a = {'1':'1','2':'2','3':'3','4':'4'}[k]\nprobe(a + '-' + {'1':'1','2':'2','3':'3'}[j])",
        id="too many combinations",
    ),
    pytest.param(["'models/x'"], "from pathlib import Path\nprobe(Path('models') / 'x')", id="pathlib"),
    pytest.param(["'https://h'"], "probe('https://h'[0:])", id="slice"),
    pytest.param(["'https://h/v1'"], "probe('https://h'\n  '/v1')", id="string concat in brackets"),
    pytest.param(["'a'", "'b'"], "for x in ['a'] + ['b']: probe(x)", id="list concat"),
    pytest.param(["'a'"], "probe('a,b'.split(',')[0])", id="split", marks=pytest.mark.xfail(reason="no effect for it")),
]


@pytest.mark.parametrize(("expected", "files"), CASES)
def test_containers(expected: list[str], files: str | dict[str, str]) -> None:
    assert probed({"main.py": files} if isinstance(files, str) else files) == expected
