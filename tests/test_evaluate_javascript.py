"""JavaScript and TypeScript: modules, classes, options, callbacks, registries, text.

What ``probe(…)`` is given is what is asked; values are written as in ``values_text``.
"""

from __future__ import annotations

import pytest
from values_text import probed

CASES = [
    pytest.param(["?"], "import sdk from 'sdk'\nfunction f(sdk) { probe(sdk.chat) }", id="shadowed by parameter"),
    pytest.param(["'in'"], "const u = 'out'\n{ const u = 'in'; probe(u) }", id="shadowed in block"),
    pytest.param(["'out'"], "const u = 'out'\n{ const u = 'in'; }\nprobe(u)", id="block does not leak"),
    pytest.param(["global.client"], "class A { client = 1; f() { probe(client) } }", id="field is no name"),
    pytest.param(["?"], "import {C} from 'sdk'\nclass A { c = new C() }\nclass B { f() { probe(this.c) } }", id="another class's field"),
    pytest.param(
        ["?"], "import {C} from 'sdk'\nclass A { c = new C(); f() { function g() { probe(this.c) } } }", id="this in nested function"
    ),
    pytest.param(["@scope/sdk.C"], {"src/sdk.js": "", "main.js": "import {C} from '@scope/sdk'\nprobe(C)"}, id="bundler alias of package"),
    pytest.param(
        ["'b'+1"],
        "class A { ask(u) {} }\nclass B { ask(u) { probe(u) } }\nnew A().ask('a')\nnew B().ask('b')",
        id="same method other class",
    ),
    pytest.param(
        ["sdk.C()"], {"c.js": "import {C} from 'sdk'\nexport const c = new C()", "main.js": "import {c} from './c'\nprobe(c)"}, id="import"
    ),
    pytest.param(
        ["sdk.C()"], {"c.js": "import {C} from 'sdk'\nexport default new C()", "main.js": "import c from './c'\nprobe(c)"}, id="default"
    ),
    pytest.param(
        ["sdk.C()"],
        {"c.js": "import {C} from 'sdk'\nconst c = new C()\nexport default c", "main.js": "import x from './c'\nprobe(x)"},
        id="default named elsewhere",
    ),
    pytest.param(
        ["sdk.C()"],
        {"c.js": "import {C} from 'sdk'\nexport const c = new C()", "main.js": "import * as m from './c'\nprobe(m.c)"},
        id="namespace",
    ),
    pytest.param(
        ["sdk.C()"],
        {
            "lib/c.js": "import {C} from 'sdk'\nexport const c = new C()",
            "lib/index.js": "export * from './c'",
            "main.js": "import {c} from './lib'\nprobe(c)",
        },
        id="index re-export",
    ),
    pytest.param(
        ["sdk.C()"],
        {
            "lib/c.js": "import {C} from 'sdk'\nexport const c = new C()",
            "lib/index.js": "export {c as d} from './c'",
            "main.js": "import {d} from './lib'\nprobe(d)",
        },
        id="named re-export",
    ),
    pytest.param(
        ["sdk.C()"],
        {
            "lib/c.js": "import {C} from 'sdk'\nexport default new C()",
            "lib/index.js": "export {default as d} from './c'",
            "main.js": "import {d} from './lib'\nprobe(d)",
        },
        id="default re-export",
    ),
    pytest.param(["sdk.C"], {"lib.js": "export * from 'sdk'", "main.js": "import {C} from './lib'\nprobe(C)"}, id="package re-export"),
    pytest.param(
        ["sdk.C()"],
        {"c.js": "const {C} = require('sdk')\nmodule.exports = { c: new C() }", "main.js": "const {c} = require('./c')\nprobe(c)"},
        id="commonjs",
    ),
    pytest.param(
        ["sdk.C().chat"],
        {"c.js": "const {C} = require('sdk')\nmodule.exports = new C()", "main.js": "const c = require('./c')\nprobe(c.chat)"},
        id="commonjs whole",
    ),
    pytest.param(
        ["sdk.C()"],
        {"c.js": "const {C} = require('sdk')\nexports.c = new C()", "main.js": "const m = require('./c')\nprobe(m.c)"},
        id="exports.x",
    ),
    pytest.param(
        ["a S"], {"c.js": "class S {}\nmodule.exports = S", "main.js": "const S = require('./c')\nprobe(new S())"}, id="commonjs class"
    ),
    pytest.param(
        ["sdk.C()"],
        {
            "c.js": "const {C} = require('sdk')\nmodule.exports = function () { return new C() }",
            "main.js": "const f = require('./c')\nprobe(f())",
        },
        id="commonjs function",
    ),
    pytest.param(
        ["sdk.C()"],
        {"c.js": "import {C} from 'sdk'\nexport const c = new C()", "main.js": "const m = await import('./c')\nprobe(m.c)"},
        id="dynamic import",
    ),
    pytest.param(
        ["sdk.C()"],
        {"c.js": "import {C} from 'sdk'\nexport const c = new C()", "main.js": "const {c} = await import('./c')\nprobe(c)"},
        id="dynamic import destructured",
    ),
    pytest.param(
        ["sdk.C()"],
        {"c.js": "import {C} from 'sdk'\nexport const c = new C()", "main.js": "import('./c').then(m => { probe(m.c) })"},
        id="dynamic import then",
    ),
    pytest.param(
        ["sdk.C()"],
        {"c.js": "const {C} = require('sdk')\nmodule.exports = { c: new C() }", "main.js": "import {c} from './c'\nprobe(c)"},
        id="import of commonjs",
    ),
    pytest.param(
        ["sdk.C()"],
        {
            "a.js": "import {C} from 'sdk'\nimport {b} from './b'\nexport const a = new C()",
            "b.js": "export {a as b} from './a'",
            "main.js": "import {b} from './b'\nprobe(b)",
        },
        id="cycle",
    ),
    pytest.param(
        ["sdk.C()"],
        {
            "tsconfig.json": '{"compilerOptions": {"paths": {"@lib/*": ["./src/lib/*"]}}}',
            "src/lib/c.ts": "import {C} from 'sdk'\nexport const c = new C()",
            "src/main.ts": "import {c} from '@lib/c'\nprobe(c)",
        },
        id="ts alias",
    ),
    pytest.param(
        ["sdk.C()"],
        {
            "c.js": "import {C} from 'sdk'\nexport const c = new C()",
            "App.vue": "<script setup>\nimport {c} from './c'\nprobe(c)\n</script>",
        },
        id="vue script",
    ),
    pytest.param(
        ["'https://u'"],
        {"config.json": '{"url": "https://u"}', "main.js": "import config from './config.json'\nprobe(config.url)"},
        id="json import",
    ),
    pytest.param(
        ["'https://u'"],
        {"config.json": '{"url": "https://u"}', "main.js": "const config = require('./config.json')\nprobe(config.url)"},
        id="require json",
    ),
    pytest.param(["'u'"], "class A { constructor(u) { this.u = u } }\nprobe(new A('u').u)", id="constructor"),
    pytest.param(["'u'"], "class A { constructor({u, v}) { this.u = u } }\nprobe(new A({u: 'u'}).u)", id="constructor options"),
    pytest.param(["'d'?"], "class A { constructor({u = 'd'} = {}) { this.u = u } }\nprobe(new A().u)", id="constructor options default"),
    pytest.param(
        ["'u'"],
        "class A { constructor(o) { this.o = o } get() { return this.o.u } }\nprobe(new A({u: 'u'}).get())",
        id="constructor options object",
    ),
    pytest.param(["sdk.C()"], "import {C} from 'sdk'\nclass A { c = new C(); f() { probe(this.c) } }", id="field"),
    pytest.param(["sdk.C()"], "import {C} from 'sdk'\nclass A { #c = new C(); f() { probe(this.#c) } }", id="private field"),
    pytest.param(["sdk.C()"], "import {C} from 'sdk'\nclass A { static c = new C() }\nprobe(A.c)", id="static"),
    pytest.param(["sdk.C()"], "import {C} from 'sdk'\nclass A { static make() { return new C() } }\nprobe(A.make())", id="static method"),
    pytest.param(["sdk.C()"], "import {C} from 'sdk'\nclass A { get c() { return new C() } }\nprobe(new A().c)", id="getter"),
    pytest.param(
        ["sdk.C()"],
        ("import {C} from 'sdk'\nclass A { constructor() { this.c = new C() } }\nclass B extends A { f() { probe(this.c) } }"),
        id="extends",
    ),
    pytest.param(
        ["'u'"],
        ("class A { constructor(u) { this.u = u } }\nclass B extends A { constructor() { super('u') } }\nprobe(new B().u)"),
        id="super",
    ),
    pytest.param(
        ["'u/v1'"],
        ("class A { constructor(u) { this.u = u } }\nclass B extends A { constructor(b) { super(b + '/v1') } }\nprobe(new B('u').u)"),
        id="super passes",
    ),
    pytest.param(
        ["sdk.C()"],
        (
            "import {C} from 'sdk'\nclass A { make() { return new C() } }\n"
            "class B extends A { make() { return super.make() } }\nprobe(new B().make())"
        ),
        id="super method",
    ),
    pytest.param(["sdk.C().chat"], "import {C} from 'sdk'\nclass A extends C { f() { probe(this.chat) } }", id="extends package"),
    pytest.param(
        ["sdk.C()"],
        {
            "main.ts": (
                "import {C} from 'sdk'\nabstract class A { abstract make(): any; run() { probe(this.make()) } }\n"
                "class B extends A { make() { return new C() } }"
            )
        },
        id="abstract",
    ),
    pytest.param(
        ["'u'"],
        {"main.ts": "class A { constructor(private url: string) {} get() { return this.url } }\nprobe(new A('u').get())"},
        id="ts parameter property",
    ),
    pytest.param(
        ["sdk.C()"], {"main.ts": "import {C} from 'sdk'\nclass A { private c: C; f() { probe(this.c) } }"}, id="ts declared field"
    ),
    pytest.param(["sdk.C()"], {"main.ts": "import {C} from 'sdk'\nfunction f(c: C) { probe(c) }"}, id="ts declared parameter"),
    pytest.param(
        ["sdk.C()"],
        {"main.ts": "import {C} from 'sdk'\nclass A { constructor(private readonly c: C) {} f() { probe(this.c) } }"},
        id="ts injected",
    ),
    pytest.param(
        ["'u'"], {"main.ts": "interface O { url: string }\nfunction f(o: O) { probe(o.url) }\nf({url: 'u'})"}, id="ts interface of options"
    ),
    pytest.param(["'a'"], {"main.ts": "enum E { A = 'a' }\nprobe(E.A)"}, id="ts enum"),
    pytest.param(["sdk.C()", "?"], {"main.ts": "import {C} from 'sdk'\nfunction f(x) { probe(x as C) }"}, id="ts as"),
    pytest.param(
        ["sdk.C()"],
        {
            "main.ts": (
                "import {C} from 'sdk'\n"
                "class A { private static i: A; c = new C(); static get() { if (!A.i) A.i = new A(); return A.i } }\n"
                "probe(A.get().c)"
            )
        },
        id="ts singleton",
    ),
    pytest.param(
        ["'u'"],
        "function A(u) { this.u = u }\nA.prototype.get = function () { return this.u }\nprobe(new A('u').get())",
        id="prototype",
        marks=pytest.mark.xfail(reason="this in a function that is used as a constructor"),
    ),
    pytest.param(
        ["sdk.C()"],
        "const {C} = require('sdk')\nfunction A() { this.c = new C() }\nA.prototype.f = function () { probe(this.c) }",
        id="prototype field",
        marks=pytest.mark.xfail(reason="this in a function that is used as a constructor"),
    ),
    pytest.param(["'u'"], "function f(u) { return u }\nconst g = f.bind(null)\nprobe(g('u'))", id="bind"),
    pytest.param(["'u'"], "function f(u) { return u }\nprobe(f.call(null, 'u'))", id="call"),
    pytest.param(
        ["'wss://a.com/v1/chat'"], "const u = new URL('https://a.com/v1/chat?x=1')\nprobe(`wss://${u.host}${u.pathname}`)", id="URL members"
    ),
    pytest.param(
        ["'https://a.com/v1/chat'"],
        "import { urlJoin } from 'url-join-ts'\nprobe(urlJoin('https://a.com/', '/v1/', 'chat'))",
        id="URL joined",
    ),
    pytest.param(["'https://a.com'"], "probe(new URL('/v1', 'https://a.com/b').origin)", id="URL origin"),
    pytest.param(["Member"], "probe('text'.pathname)", id="no URL"),
    pytest.param(
        ["'u'"],
        "const f = () => new Promise((resolve, reject) => { try { resolve('u') } catch (e) { reject('e') } })\nf().then(probe)\n"
        "async function g() { probe(await f()) }",
        id="promise that is settled",
    ),
    pytest.param(
        ["sdk.C()"],
        "import {C} from 'sdk'\nconst api = { make() { return new C() } }\nprobe(api.make())",
        id="object with methods",
    ),
    pytest.param(
        ["'u'"],
        "const api = { u: 'u', get() { return this.u } }\nprobe(api.get())",
        id="object this",
    ),
    pytest.param(["'u'"], "class A { f() { probe(this.url) } }\nconst a = new A()\na.url = 'u'", id="instance set outside"),
    pytest.param(["'u'+1"], "function f(u) { probe(u) }\nf('u')", id="param"),
    pytest.param(["'d'?"], "function f(u = 'd') { probe(u) }\nf()", id="param default"),
    pytest.param(["'u'"], "function f({u}) { probe(u) }\nf({u: 'u'})", id="options"),
    pytest.param(["'d'?"], "function f({u = 'd'} = {}) { probe(u) }\nf()", id="options default"),
    pytest.param(["'v'+1"], "function f(a, ...r) { probe(r[0]) }\nf('u', 'v')", id="rest"),
    pytest.param(["'v'"], "function f({a, ...r}) { probe(r.b) }\nf({a: 1, b: 'v'})", id="rest object"),
    pytest.param(["'u'"], "const f = (u) => u\nprobe(f(...['u']))", id="spread call"),
    pytest.param(["'u'"], "const d = {u: 'u'}\nconst e = {...d, v: 1}\nprobe(e.u)", id="spread object"),
    pytest.param(["'w'"], "const d = {u: 'u'}\nconst e = {...d, u: 'w'}\nprobe(e.u)", id="spread override"),
    pytest.param(["sdk.C()"], "import {C} from 'sdk'\nconst make = () => new C()\nprobe(make())", id="arrow"),
    pytest.param(["sdk.C()"], "import {C} from 'sdk'\nconst make = async () => new C()\nprobe(await make())", id="async"),
    pytest.param(["sdk.C()+1"], "import {C} from 'sdk'\nconst make = async () => new C()\nmake().then(c => probe(c))", id="promise then"),
    pytest.param(["'u'"], "const outer = (u) => () => u\nprobe(outer('u')())", id="closure"),
    pytest.param(["'a'+1"], "['a'].forEach(x => probe(x))", id="forEach"),
    pytest.param(["'a'+1"], "['a'].map(x => { probe(x) })", id="map"),
    pytest.param(["'a'", "'b'"], "for (const x of ['a','b']) probe(x)", id="for of"),
    pytest.param(["'b'"], "for (const [k, v] of Object.entries({a: 'b'})) probe(v)", id="object entries"),
    pytest.param(["'a'"], "for (const k of Object.keys({a: 'b'})) probe(k)", id="object keys"),
    pytest.param(["'u'"], "function f(n) { if (n) return f(n - 1); return 'u' }\nprobe(f(3))", id="recursion"),
    pytest.param(
        ["sdk.C()", "other.D()"],
        ("import {C} from 'sdk'\nimport {D} from 'other'\nconst R = {a: () => new C(), b: () => new D()}\nprobe(R[k]())"),
        id="registry",
    ),
    pytest.param(["sdk.C()"], "import {C} from 'sdk'\nconst R = {a: C}\nprobe(new R['a']())", id="registry classes"),
    pytest.param(["sdk.C"], "import {C} from 'sdk'\nconst R = {}\nR.a = C\nprobe(R.a)", id="registry filled"),
    pytest.param(
        ["sdk.C"],
        "import {C} from 'sdk'\nconst R = {}\nfunction register(n, v) { R[n] = v }\nregister('a', C)\nprobe(R['a'])",
        id="registry function",
    ),
    pytest.param(
        ["None"],
        "import {C} from 'sdk'\nconst R = {}\nfunction register(n, v) { R[n] = v }\nregister('a', C)\nprobe(R['b'])",
        id="registry other key",
    ),
    pytest.param(
        ["sdk.C"],
        "import {C} from 'sdk'\nconst R = new Map()\nR.set('a', C)\nprobe(R.get('a'))",
        id="Map registry",
        marks=pytest.mark.xfail(reason="no effect for Map"),
    ),
    pytest.param(
        ["sdk.C"],
        "import {C} from 'sdk'\nconst R = new Map([['a', C]])\nprobe(R.get('a'))",
        id="Map literal",
        marks=pytest.mark.xfail(reason="no effect for Map"),
    ),
    pytest.param(
        ["sdk.C()", "other.D()"],
        (
            "import {C} from 'sdk'\nimport {D} from 'other'\n"
            "function make(k) { switch (k) { case 'a': return new C(); default: return new D() } }\n"
            "probe(make('a'))"
        ),
        id="switch",
    ),
    pytest.param(
        ["sdk.C().on(@1.0)"],
        "import {C} from 'sdk'\nconst ws = new C()\nws.on('message', (data) => { probe(data) })",
        id="callback of a package",
    ),
    pytest.param(
        ["sdk.C().on(@1.0)"],
        "import {C} from 'sdk'\nconst ws = new C()\nfunction got(data) { probe(data) }\nws.on('message', got)",
        id="named callback of a package",
    ),
    pytest.param(["?"], "import {C} from 'sdk'\nconst ws = new C()\nws.onmessage = (e) => { probe(e) }", id="event property"),
    pytest.param(["'https://h/v1'"], "const h = 'h'\nprobe(`https://${h}/v1`)", id="template"),
    pytest.param(["'https://env'?", "'d'?"], {".env": "BASE_URL=https://env", "main.js": "probe(process.env.BASE_URL || 'd')"}, id="env"),
    pytest.param(["'d'?"], "probe(process.env.NONE ?? 'd')", id="env nullish"),
    pytest.param(
        ["'https://env'?"],
        {".env": "BASE_URL=https://env", "main.js": "const {BASE_URL} = process.env\nprobe(BASE_URL)"},
        id="env destructured",
    ),
    pytest.param(["'https://env'?"], {".env": "VITE_URL=https://env", "main.js": "probe(import.meta.env.VITE_URL)"}, id="vite env"),
    pytest.param(["'a/b'"], "probe(['a','b'].join('/'))", id="join"),
    pytest.param(["'ab'"], "probe('a'.concat('b'))", id="concat"),
    pytest.param(["'https://h'"], "probe('http://h'.replace('http:', 'https:'))", id="replace"),
    pytest.param(["'https://h/v1'"], "probe(new URL('/v1', 'https://h'))", id="url"),
    pytest.param(["'https://h/v1'"], "probe(new URL('/v1', 'https://h').href)", id="url href"),
    pytest.param(["'a'", "'b'"], "probe(x ? 'a' : 'b')", id="ternary"),
    pytest.param(["{}"], "probe(JSON.parse(JSON.stringify({a: 1})))", id="stringify"),
    pytest.param(
        ["'https://u'"],
        {
            "config.json": '{"url": "https://u"}',
            "main.js": ("const fs = require('fs')\nconst config = JSON.parse(fs.readFileSync('config.json', 'utf8'))\nprobe(config.url)"),
        },
        id="config file",
    ),
    pytest.param(["'u'"], "import {ref} from 'vue'\nconst url = ref('u')\nprobe(url.value)", id="ref"),
]


@pytest.mark.parametrize(("expected", "files"), CASES)
def test_values(expected: list[str], files: str | dict[str, str]) -> None:
    assert probed({"main.js": files} if isinstance(files, str) else files) == expected
