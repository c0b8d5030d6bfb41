"""Results as a scan of two kinds of applications gives them, built by hand: an avatar with local models, a bot with many vendors."""

from __future__ import annotations

from scanner.model import (
    Basis,
    Condition,
    Contradiction,
    Count,
    Coverage,
    Decisions,
    EntryPoint,
    Field,
    FileCounts,
    Hit,
    Location,
    Name,
    Obligation,
    Outcome,
    Problem,
    Question,
    ScanResult,
    ServedModel,
    Service,
    Skipped,
    Step,
    Subject,
    because,
)

ALGO = Basis(
    kind="statute", law="algo", article="24", url="https://www.cac.gov.cn/2022-01/04/c_1642894606364259.htm", checked="2026-11-21", mark="V"
)
DEEP = Basis(
    kind="statute",
    law="deep",
    article="19",
    url="https://www.cac.gov.cn/2022-12/11/c_1672221949354811.htm",
    checked="2026-11-21",
    mark="V*",
)
NOTICE = Basis(kind="notice", law="genai-notice", article="", url="https://www.cac.gov.cn/", checked="2026-11-21", mark="S")

NAMES = tuple(
    Name(*row)
    for row in (
        ("type", "synthesis", "生成合成类", "generation and synthesis"),
        ("type", "push", "个性化推送类", "personalised push"),
        ("type", "search-filter", "检索过滤类", "search and filter"),
        ("category", "generation", "生成合成", "generation", "synthesis"),
        ("category", "recommendation", "个性化推送", "recommendation", "push"),
        ("category", "retrieval", "信息检索", "retrieval", "search-filter"),
        ("family", "text", "智能对话", "dialogue and text", "generation"),
        ("family", "speech", "语音合成", "speech", "generation"),
        ("family", "human", "数字人驱动", "digital human", "generation"),
        ("family", "image", "图像生成", "image", "generation"),
        ("family", "rag", "知识库检索", "retrieval for RAG", "retrieval"),
        ("technique", "dialogue", "对话", "dialogue", "generation/text"),
        ("technique", "tts", "语音合成", "text to speech", "generation/speech"),
        ("technique", "digital-human", "数字人", "digital human", "generation/human"),
        ("technique", "image", "图像生成", "image generation", "generation/image"),
        ("technique", "rag-retrieval", "检索增强", "retrieval for RAG", "retrieval/rag"),
        ("obligation", "algorithm-filing", "算法备案", "algorithm filing"),
        ("obligation", "genai-registration", "生成式登记", "generative-AI registration"),
        ("obligation", "safety-assessment", "安全评估(2018)", "security assessment (2018 rule)"),
        ("obligation", "biometric-assessment", "安全评估(深度合成15条)", "security assessment (DEEP 15)"),
        ("obligation", "explicit-label", "显式标识", "explicit label"),
        ("obligation", "implicit-label", "隐式标识", "implicit label"),
        ("obstacle", "no-route-overseas", "境外模型未见可行的登记或备案路径", "overseas models: no lawful route found"),
        ("vendor", "dashscope", "百炼", "Alibaba Cloud Model Studio"),
        ("vendor", "deepseek", "深度求索", "DeepSeek"),
        ("vendor", "edge-tts", "微软 Edge 朗读", "Microsoft Edge read aloud"),
        ("vendor", "openai", "OpenAI", "OpenAI"),
        ("deadline", "before-launch", "上线前", "before launch"),
        ("deadline", "within-10-working-days", "提供服务之日起10个工作日内", "within 10 working days from service start"),
        ("fact", "public_opinion", "舆论属性或社会动员能力", "public-opinion attribute or social-mobilisation capacity"),
        ("question", "audience", "面向谁?", "Who uses it?"),
        ("question", "public_opinion", "有舆论属性或社会动员能力吗?", "Public-opinion attribute or social-mobilisation capacity?"),
        ("question", "weights", "模型权重改过吗?", "Were the weights changed?"),
        ("answer", "public", "境内公众", "public", "audience"),
        ("answer", "business", "企业客户", "business", "audience"),
        ("answer", "supply", "供他人集成", "supply", "audience"),
        ("answer", "internal", "仅内部", "internal", "audience"),
        ("answer", "overseas", "仅境外", "overseas", "audience"),
        ("answer", "yes", "有", "yes", "public_opinion"),
        ("answer", "no", "无", "no", "public_opinion"),
        ("rule", "sample/algorithm-filing", "提供者应当备案。", "Providers must file.", "algorithm-filing"),
        ("law-title", "algo", "互联网信息服务算法推荐管理规定", "Provisions on Algorithm Recommendation"),
        ("law", "algo", "《算法推荐规定》", "ALGO"),
        ("law", "deep", "《深度合成规定》", "DEEP"),
        ("law", "genai-notice", "网信办公告", "CAC notice"),
    )
)

COVERAGE = Coverage(
    languages=("javascript", "python"), vendors=("dashscope", "deepseek"), libraries=("edge-tts", "openai"), signatures=(("generation", 7),)
)
PUBLIC = Condition(fact="audience", value="public")
OPINION = Condition(fact="public_opinion", value="yes")
NO_OPINION = Condition(fact="public_opinion", value="no")

NONE, SOME = Count(min=0, likely=0, max=0), Count(min=1, likely=3, max=3)
AUDIENCE = Question(
    id="audience",
    product="",
    score=90,
    outcomes=(
        Outcome(answer="public", count=SOME, duties=(("algorithm-filing", "must"), ("implicit-label", "must"))),
        Outcome(answer="business", count=SOME, duties=(("algorithm-filing", "practice"), ("implicit-label", "must"))),
        Outcome(answer="supply", count=SOME, duties=(("implicit-label", "must"),)),
        Outcome(answer="internal", count=NONE, duties=()),
        Outcome(answer="overseas", count=NONE, duties=(("algorithm-filing", "ask"),)),
    ),
)
OPINIONS = (
    Outcome(answer="yes", count=SOME, duties=(("algorithm-filing", "must"), ("safety-assessment", "must"))),
    Outcome(answer="no", count=SOME, duties=(("algorithm-filing", "practice"),)),
)


def at(path: str, line: int, column: int = 5) -> Location:
    return Location(path=path, line=line, column=column, end_line=line, end_column=column + 20)


def hit(path: str, line: int, **changes: object) -> Hit:
    values: dict[str, object] = {
        "signature": "openai/chat-completions",
        "kind": "call",
        "category": "generation",
        "technique": "dialogue",
        "mode": "api",
        "vendor": "dashscope",
        "jurisdiction": "mainland",
        "library": "openai",
        "model": "qwen-plus",
        "base_url": "https://dashscope.aliyuncs.com/compatible-mode/v1",
        "alternatives": (),
        "overridable": False,
        "certainty": "sure",
        "location": at(path, line),
        "qualname": "llm_response",
        "reasons": (because("built", object="openai/client", at="llm.py:8"), because("object", object="openai/module")),
        "reach": "reached",
        "fingerprint": f"{path}-{line}",
    }
    return Hit(**{**values, **changes})  # type: ignore[arg-type]


def duty(name: str, services: tuple[str, ...], strength: str, *when: Condition, **changes: object) -> Obligation:
    values: dict[str, object] = {
        "id": name,
        "rule": f"sample/{name}",
        "subject": Subject(product="", services=services),
        "strength": strength,
        "when": when,
        "deadline": "",
        "basis": (ALGO, DEEP),
    }
    return Obligation(**{**values, **changes})  # type: ignore[arg-type]


def service(name: str, models: tuple[ServedModel, ...], hits: tuple[Hit, ...], count: tuple[int, int, int], **changes: object) -> Service:
    category, family = name.split("/")
    values: dict[str, object] = {
        "id": name,
        "product": "",
        "category": category,
        "statutory_type": "synthesis",
        "families": (family,),
        "techniques": tuple(sorted({one.technique for one in hits})),
        "models": models,
        "role": "provider",
        "count": Count(min=count[0], likely=count[1], max=count[2]),
        "hits": tuple(one.fingerprint for one in hits),
    }
    return Service(**{**values, **changes})  # type: ignore[arg-type]


def served(vendor: str | None, model: str | None, **changes: object) -> ServedModel:
    values: dict[str, object] = {"vendor": vendor, "model": model, "origin": "api", "default": False}
    values["jurisdiction"] = "mainland" if vendor else None
    return ServedModel(**{**values, **changes})  # type: ignore[arg-type]


def filing(service_id: str) -> tuple[Obligation, ...]:
    """Algorithm filing as the tables give it while audience and public-opinion attribute are open."""
    return (
        duty("algorithm-filing", (service_id,), "must", PUBLIC, OPINION, deadline="within-10-working-days"),
        duty("algorithm-filing", (service_id,), "practice", PUBLIC, NO_OPINION, by_text="none"),
    )


def contradiction(name: str, strength: str, **fields: str | Field) -> Contradiction:
    told = tuple(value if isinstance(value, Field) else Field(key, value) for key, value in fields.items())
    return Contradiction(id=name, product="", strength=strength, location=at("web/footer.html", 7), fields=told)  # type: ignore[arg-type]


MISCOPIED = contradiction("number/malformed", "must", number="网信算备1101号", digits="4")
UNDECLARED = contradiction("number/undeclared", "ask", number="网信算备110108123456701260011号")


def result(hits: tuple[Hit, ...], decisions: Decisions, **changes: object) -> ScanResult:
    values: dict[str, object] = {
        "tool_version": "0.1.0",
        "catalog_version": "2026.11.21",
        "law_as_of": "2026-08-31",
        "coverage": COVERAGE,
        "files": FileCounts(seen=142, read=142, parsed=9, skipped=(), languages=(("python", 130),)),
        "hits": hits,
        "decisions": decisions,
        "features": (),
        "dependencies": (),
        "problems": (),
        "names": NAMES,
    }
    return ScanResult(**{**values, **changes})  # type: ignore[arg-type]


def avatar() -> ScanResult:
    """Local talking head, eleven voices, one chat vendor; nothing declared."""
    entry = EntryPoint(kind="http", name="POST /human", location=at("app.py", 70))
    chat = hit("llm.py", 21, entry=entry, flow=(Step(location=at("app.py", 70), note="POST /human"), Step(location=at("llm.py", 21))))
    face = hit(
        "avatars/wav2lip.py",
        88,
        technique="digital-human",
        mode="self-hosted",
        vendor=None,
        jurisdiction=None,
        model="wav2lip",
        base_url=None,
        qualname="LipReal.infer",
        biometric="yes",
        library="torch",
        signature="torch/module",
    )
    voice = [hit(f"tts/v{n}.py", 30, technique="tts", vendor=f"voice-{n}", model=None, qualname=f"Voice{n}.speak") for n in range(10)]
    edge = hit("tts/edge.py", 67, technique="tts", vendor="edge-tts", jurisdiction="overseas", model=None, qualname="EdgeTTS.main")
    guess = hit("web/asr.js", 12, certainty="possible", technique="asr", qualname="")
    voices = (served("edge-tts", None, default=True, jurisdiction="overseas"), *(served(one.vendor, None) for one in voice))
    ids = ("generation/human", "generation/speech", "generation/text")
    decisions = Decisions(
        services=(
            service(
                ids[0],
                (served(None, "wav2lip", default=True, origin="open-weights"), served(None, "musetalk"), served(None, "ultralight")),
                (face,),
                (1, 1, 1),
            ),
            service(ids[1], voices, (edge, *voice), (0, 1, 1)),
            service(ids[2], (served("dashscope", "qwen-plus", upstream=("ZheJiang-TongYi-1",)),), (chat,), (0, 1, 1), entries=(entry,)),
        ),
        obligations=(
            *(row for name in ids for row in filing(name)),
            duty("genai-registration", ids[2:], "must", PUBLIC, OPINION, deadline="before-launch", basis=(NOTICE,)),
            duty("genai-registration", ids[2:], "ask", PUBLIC, NO_OPINION, basis=(NOTICE,)),
            duty("biometric-assessment", ids[:1], "must", PUBLIC),
            duty("biometric-assessment", ids[1:2], "ask", PUBLIC),
            duty("explicit-label", ids[:1], "must", PUBLIC),
            duty("implicit-label", ids, "must", PUBLIC),
            duty("safety-assessment", (), "must", PUBLIC, OPINION, deadline="before-launch"),
        ),
        obstacles=(
            duty("no-route-overseas", ids[1:2], "ask", PUBLIC, subject=Subject(product="", services=ids[1:2], models=("edge-tts",))),
        ),
        questions=(
            AUDIENCE,
            Question(id="public_opinion", product="", score=40, hints=("streamout/rtmp.py:14",), outcomes=OPINIONS),
        ),
    )
    skipped = (Skipped(reason="vendored", count=31, named=("third_party",)),)
    problem = Problem(path="data/old.py", stage="lower", reason="parse-error", detail="line 3")
    files = FileCounts(seen=142, read=142, parsed=9, skipped=skipped, languages=(("python", 130),))
    return result((face, edge, *voice, chat, guess), decisions, files=files, problems=(problem,), roots=("LiveTalking",))


def bot() -> ScanResult:
    """Chat bot for many vendors, mainland and overseas."""
    vendors = ("deepseek", "dashscope", "volcengine", "openai", "google", "openrouter", "302ai", "ollama")
    sites = tuple(
        hit(
            f"llm/{name}.go",
            40 + n,
            vendor=name,
            model=None,
            jurisdiction="overseas" if n in (3, 4) else "mainland",
            qualname="Client.Send",
        )
        for n, name in enumerate(vendors)
    )
    images = tuple(hit(f"image/{name}.go", 9, vendor=name, technique="image", model="wan-v2") for name in vendors[1:4])
    search = hit(
        "rag/store.go", 31, category="retrieval", technique="rag-retrieval", mode="self-hosted", vendor=None, jurisdiction=None, model=None
    )
    ids = ("generation/text", "generation/image", "retrieval/rag")
    decisions = Decisions(
        services=(
            service(ids[0], tuple(served(name, None) for name in vendors), sites, (1, 1, 1)),
            service(ids[1], tuple(served(name, "wan-v2") for name in vendors[1:4]), images, (0, 1, 1)),
            service(ids[2], (), (search,), (0, 0, 1), statutory_type="search-filter"),
        ),
        obligations=(
            *(row for name in ids[:2] for row in filing(name)),
            duty("algorithm-filing", ids[2:], "ask", PUBLIC),
            duty("genai-registration", ids[:2], "must", PUBLIC, OPINION, deadline="before-launch", basis=(NOTICE,)),
            duty("implicit-label", ids[:2], "must", PUBLIC),
        ),
        obstacles=(
            duty("no-route-overseas", ids[:2], "must", PUBLIC, subject=Subject(product="", services=ids[:2], models=("google", "openai"))),
        ),
        questions=(
            AUDIENCE,
            Question(id="public_opinion", product="", score=40, outcomes=OPINIONS),
            Question(id="vendors", product="", score=30),
            Question(id="weights", product="", score=20),
            Question(id="modality", product="", score=10),
        ),
    )
    return result((*sites, *images, search), decisions, roots=("MuseBot",))
