"""Queries in their carriers: what is folded, read and joined, and what bad input costs."""

from __future__ import annotations

import functools
import time
from typing import TYPE_CHECKING

import pytest
from in_memory import Samples, queries

from scanner.model import HOLE, ScanOptions
from scanner.pipeline import scan
from scanner.queries import bodies, mappers, rules, sql
from scanner.queries.finding import MAX_QUERIES

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.queries.interface import Summary

MAPPER = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE mapper PUBLIC "-//mybatis.org//DTD Mapper 3.0//EN" "http://mybatis.org/dtd/mybatis-3-mapper.dtd">
<mapper namespace="shop.GoodsMapper">
    <sql id="shown">id, name</sql>
    <select id="newest" resultType="Goods">
        select id from goods order by create_time desc limit 10
    </select>
    <select id="hottest" resultType="Goods">
        select <include refid="shown"/> from goods
        <where>
            <if test="kind != null">and kind = #{kind}</if>
            <if test="ids != null">and id in <foreach collection="ids" item="id" open="(" close=")" separator=",">#{id}</foreach></if>
        </where>
        order by
        <choose>
            <when test="byName">name</when>
            <otherwise>sales desc</otherwise>
        </choose>
        limit #{size}
    </select>
</mapper>
"""


def hits(**files: str) -> list[tuple[str, str, int]]:
    named = {name.replace("__", "."): text for name, text in files.items()}
    return sorted((hit.signature, hit.location.path, hit.location.line) for hit in Samples(named).hits())


def select(text: str) -> Summary:
    found = sql.summary(text)
    assert found is not None
    return found


# ---- statements


@pytest.mark.parametrize(
    "text",
    [
        "Select a file from the list",
        "update your settings",
        "with love",
        "selection from here",
        "",
        pytest.param("explain analyze select a from b", id="asked by hand"),
        pytest.param("select " + "a," * sql.MAX_LENGTH + "b from c", id="written by no hand"),
    ],
)
def test_text_that_orders_nothing(text: str) -> None:
    found = sql.summary(text) if sql.asks(text) else None
    assert found is None or found.order == ()


@pytest.mark.parametrize(
    ("text", "names", "limited"),
    [
        ("select a from t order by b desc limit 5", ("b",), True),
        ("SELECT TOP 5 a FROM t ORDER BY b DESC", ("b",), True),
        ("select a from t order by b desc fetch first 5 rows only", ("b",), True),
        ("select * from (select a from t order by b desc) where rownum <= 5", ("b",), True),
        ("select a from `t` order by `b` desc limit 5, 10", ("b",), True),
        ('select "A" from "T" order by "B" desc nulls last limit :n', ("B",), True),
        ("select sum(x) as n from t group by y order by n desc", ("n", "x"), False),
        (f"select a from t where 1=1 {HOLE} order by b {HOLE} limit {HOLE}", ("b",), True),
        ("select a from t where b = %s order by ${column} desc limit %(n)s", ("hole_",), True),
        ("select a from t /* order by c */ order by b desc -- limit 3", ("b",), False),
    ],
)
def test_the_order_of_a_statement(text: str, names: tuple[str, ...], limited: bool) -> None:
    found = select(text)
    assert found.order[0].names == names
    assert found.limited == limited


def test_the_order_inside_a_window_is_none_of_the_rows() -> None:
    assert select("select rank() over (partition by a order by b desc) from t").order == ()


def test_a_pattern_that_is_given_and_one_that_is_written() -> None:
    assert select("select a from t where b like concat('%', #{word}, '%') and c like 'x%'").matched == ("b",)


def test_what_no_dialect_reads_gives_its_functions() -> None:
    found = select("select from where ts_rank(a, b) >>> order by limit")
    assert (found.functions, found.order) == (("ts_rank",), ())


def test_a_script_is_cut_at_semicolons_that_end_statements() -> None:
    text = "-- é; not here\nselect ';' from a;\ncreate function f() as $$ begin x; end $$;/* ; */ select 2 from b"
    found = list(sql.statements(text))
    assert [text.encode()[one.start : one.end].decode() for one in found] == [one.text for one in found]
    assert [one.text.split()[0] for one in found] == ["select", "create", "select"]


@pytest.mark.parametrize("sign", ["(", "'", '"', "`", "$$", "/*", "case when ", "select a from (", "{"])
def test_hostile_statements_cost_little(sign: str) -> None:
    begun = time.perf_counter()
    text = "select a from t where " + sign * 4000 + " order by views desc limit 1"
    sql.summary(text)
    list(sql.statements(text))
    mappers.script(f"<script>{text}</script>")
    assert time.perf_counter() - begun < 2


@pytest.mark.parametrize(
    ("code", "worth"),
    [(b"{ at: { $near: [x, y] } }", True), (b"{ at: { $nearSphere: [x, y] } }", True), (b"const $nearestTo = round", False)],
)
def test_an_operator_is_a_whole_name(code: bytes, worth: bool) -> None:
    assert queries().worth("javascript", ("$near",), code) is worth


@pytest.mark.parametrize(
    ("language", "needle", "code", "worth"),
    [
        pytest.param("javascript", "order:", b'find({ order: { views: "DESC" } })', True, id="a key"),
        pytest.param("javascript", "order:", b'style({ border: { click: "DESC" } })', False, id="the end of another key"),
        pytest.param("python", "order:", b"if order:\n    views += 1", False, id="a block where keys are quoted"),
        pytest.param("ruby", ".order ", b'Video.order "views DESC"', True, id="a call without brackets"),
        pytest.param("python", ".order ", b"most = [one.order for one in views]", False, id="a member where calls have brackets"),
        pytest.param("javascript", "sort(", b"videos.find().sort({ views: -1 })", True, id="a sort of documents"),
        pytest.param("python", "sort(", b"views = []\nviews.sort(key=len)\nviews.sort()", False, id="a sort in memory"),
        pytest.param("javascript", "sort(", b"list.sort((a, b) => b.views - a.views)", False, id="a sort by a function of two"),
        pytest.param("python", "order by", b'run("select * from videos order by views desc")', True, id="a statement"),
        pytest.param(
            "python", "order by", b'x = """\n  SELECT *\n  FROM videos\n  order by views desc"""', True, id="a statement of several lines"
        ),
        pytest.param("python", "order by", b"query.order(views, 'order by views desc')", True, id="a clause"),
        pytest.param("python", "order by", b"# those that we order by views\n", False, id="prose"),
        pytest.param("python", "group by", b'run("select count(*) from likes group by video_id")', True, id="a statement that counts"),
        pytest.param("python", "group by", b"# what we group by 'video_id' here\n", False, id="prose without a statement"),
        pytest.param(
            "python", "order by", b'def top():\n    """Runs "select * from videos order by views desc"."""\n', False, id="a docstring"
        ),
        pytest.param("javascript", "orderBy", b"// videos.orderBy('views', 'desc')\n", False, id="a comment"),
        pytest.param("javascript", "orderBy", b"// all\nvideos.orderBy('views', 'desc')\n", True, id="behind a comment"),
        pytest.param("python", "order_by", b"def order_by(self, views):\n    return self\n", False, id="a definition"),
        pytest.param("kotlin", "OrderBy", b"fun findTop10ByOrderByViewsDesc(): List<Video>\n", True, id="a definition that asks"),
        pytest.param("python", "against(", b"q = text('match(title) against(:words)')\n", True, id="an operator beside its other word"),
        pytest.param(
            "php", "IMILARIT", b"$q->addOrderBy('SIMILARITY(u.name, :q)', 'DESC');\n", True, id="an anchor that holds another one"
        ),
        pytest.param("python", "against(", b"def check(self):\n    return self.against(other)\n", False, id="an operator alone"),
    ],
)
def test_what_asks_for_something_stands_where_that_is_asked(language: str, needle: str, code: bytes, worth: bool) -> None:
    assert queries().worth(language, (needle,), code) is worth


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_a_script_is_read_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    code = "-- 全文检索\nCREATE FULLTEXT INDEX i ON posts (title);\n"
    (tmp_path / "posts.sql").write_text(code, encoding=encoding)
    assert [(hit.signature, hit.location.line) for hit in scan([str(tmp_path)]).hits] == [("search/definition", 2)]


# ---- mappers


def test_a_mapper_is_written_out_with_every_branch() -> None:
    found = [one for one in mappers.statements(MAPPER.encode()) if one.id == "hottest"]
    assert [one.text.rpartition("order by ")[2] for one in found] == ["name limit #{size}", "sales desc limit #{size}"]
    assert "id, name from goods WHERE kind = #{kind} and id in ( #{id} )" in found[0].text
    assert MAPPER.encode()[found[0].start :].startswith(b'<select id="hottest"')


def test_a_statement_of_a_mapper_belongs_to_the_method() -> None:
    java = "package shop;\npublic interface GoodsMapper {\n    List<Goods> hottest(int size);\n}\n"
    samples = Samples({"src/shop/GoodsMapper.java": java, "other/GoodsMapper.java": java, "mapper/GoodsMapper.xml": MAPPER})
    found = queries().of(samples.evaluator, "mapper/GoodsMapper.xml", samples.data.get, samples.look)
    assert [(site.path, site.hit.signature, site.hit.location.line, site.hit.qualname) for site in found.sites] == [
        ("src/shop/GoodsMapper.java", "charts/chart", 8, "GoodsMapper.hottest")
    ]


@pytest.mark.parametrize(
    ("inside", "texts"),
    [
        pytest.param("<if test='a'>order by x</if><if test='b'>ORDER BY y desc</if>", ["order by x", "ORDER BY y desc"], id="orders"),
        pytest.param("<trim prefix='where' prefixOverrides='and | or'> and a = 1 or</trim>", ["where a = 1"], id="trim"),
        pytest.param("<where><if test='a'>or a = 1</if> and b = 2</where>", ["WHERE a = 1 and b = 2"], id="where"),
        pytest.param("<bind name='p' value=\"'%' + word + '%'\"/> where name like #{p}", ["where name like #{p}"], id="bind"),
        pytest.param(
            "where id in <foreach collection='ids' item='i' open='(' close=')'>#{i}</foreach>", ["where id in ( #{i} )"], id="each"
        ),
        pytest.param("<where></where>", [""], id="nothing in it"),
        pytest.param("<include refid='elsewhere.Tail'/>", [HOLE], id="a piece of another file"),
        pytest.param("where a &lt; 1 <![CDATA[ and b > 2 ]]>", ["where a < 1 and b > 2"], id="signs"),
    ],
)
def test_conditions_of_a_mapper_are_written_out(inside: str, texts: list[str]) -> None:
    mapper = f"<mapper namespace='a.B'><select id='c'>select d from e {inside}</select></mapper>"
    assert [one.text for one in mappers.statements(mapper.encode())] == [f"select d from e {text}".strip() for text in texts]


@pytest.mark.parametrize(
    ("text", "details"),
    [
        pytest.param(MAPPER, [], id="all read"),
        pytest.param("<beans><select id='a'>select * order by from like</select></beans>", [], id="no mapper"),
        pytest.param(
            "<mapper namespace='a.B'>\n<select id='a'>select * frm t order by (sales desc</select>\n"
            "<select id='b'>select * from t wher order by x desc like</select></mapper>",
            ["2 SQL questions could not be read, the first in line 2"],
            id="questions that no dialect reads",
        ),
        pytest.param(
            "<mapper namespace='a.B'><select id='a'>order by sales</mapper>", ["a mapper that is no well-formed XML"], id="broken"
        ),
    ],
)
def test_what_cannot_be_read_of_a_mapper_is_one_problem(text: str, details: list[str]) -> None:
    samples = Samples({"a.xml": text})
    found = queries().of(samples.evaluator, "a.xml", samples.data.get, samples.look)
    assert [(one.path, one.reason, one.detail) for one in found.problems] == [("a.xml", "parse-error", detail) for detail in details]


def test_words_of_a_language_are_no_question_that_cannot_be_read() -> None:
    assert not select("select alter and from as like order by rank").unread


@pytest.mark.parametrize(
    "text",
    [
        "select id from shard where match (body) against (#{words} in natural language mode) order by match (body) against (#{words}) desc",
        "select id from shard where match (body) against (concat(#{words}, '*') in boolean mode) limit 5",
        "select hour, count(*) filter (where failed) as errors from calls where made >= ?::date group by hour order by errors desc",
        "select id from shard order by cosine_distance(vector, ?) approximate limit 5",
        "select %s*, %s as hot from shard where %s order by hot desc limit %d, %d",
        "select id from shard where rank_of(body) > 1 order by vector <#> array[%s]::float[{size}] limit 5",
        "select id from shard where body like ? order by",
    ],
)
def test_places_for_values_are_read_wherever_they_stand(text: str) -> None:
    found = select(text)
    assert (found.unread, bool(found.tables)) == (False, True)


@pytest.mark.parametrize(
    "text",
    [
        "create view hot as with ranked as (select id, rank_of(score) as hot from post) select * from ranked order by hot desc",
        "create view hot as with recursive ranked(id, hot) as (select id, rank_of(score) from post) select * from ranked order by hot desc",
        "create materialized view hot as (select id, ')' as mark, rank_of(score) as hot from post order by hot desc) with no data",
        "create table hot as select * from (select id, rank_of(score) as hot from post) p order by hot desc",
    ],
)
def test_the_question_of_a_definition_is_read_whole(text: str) -> None:
    _, inner = sql.defined(text)
    assert (inner.unread, {key.names[0] for key in inner.order}) == (False, {"hot"})


def test_without_its_interface_a_statement_is_told_all_the_same() -> None:
    assert hits(GoodsMapper__xml=MAPPER) == [("charts/chart", "GoodsMapper.xml", 8)]


def test_a_script_in_an_annotation() -> None:
    code = """package shop;
interface GoodsMapper {
    @Select("<script>select * from goods <where><if test='a'>and a = 1</if></where> order by sales desc limit 5</script>")
    List<Goods> hot();
}
"""
    assert hits(GoodsMapper__java=code) == [("charts/chart", "GoodsMapper.java", 3)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<mapper><select id='a'>select a from goods order by sales desc limit 1", id="cut off"),
        pytest.param("<mapper>" + "<if>" * 5000 + "</mapper>", id="deep"),
        pytest.param(
            '<!DOCTYPE a [<!ENTITY b "c">]><mapper namespace="x"><select id="y">&b; order by sales</select></mapper>', id="entity"
        ),
        pytest.param("<beans><select>select a from goods order by sales desc limit 1</select></beans>", id="no mapper"),
        pytest.param("order by sales", id="no XML"),
    ],
)
def test_broken_mappers_say_nothing(text: str) -> None:
    assert hits(a__xml=text) == []


def test_pieces_that_hold_themselves_come_to_an_end() -> None:
    text = "<mapper namespace='a.B'><sql id='x'><include refid='x'/></sql><select id='y'>select 1 <include refid='x'/></select></mapper>"
    assert [one.text for one in mappers.statements(text.encode())] == ["select 1"]


# ---- scripts, bodies, rules


def test_a_view_asks_what_its_question_asks_and_a_script_does_not() -> None:
    script = "SELECT id FROM post ORDER BY views DESC LIMIT 5;\nCREATE VIEW hot AS SELECT id FROM post ORDER BY views DESC LIMIT 5;\n"
    assert hits(schema__sql=script) == [("charts/chart", "schema.sql", 2)]


@pytest.mark.parametrize("text", ["{}", "{", '{"a": 1}', "{{", '{"query": 1}'])
def test_texts_in_braces_that_are_no_search(text: str) -> None:
    found = bodies.of_text(text) if bodies.asks(text) else None
    assert found is None or found.columns == ()


def test_a_file_that_is_a_body() -> None:
    text = '{"query": {"function_score": {"query": {"match": {"title": "{{word}}"}}, "boost": 2}}}'
    assert hits(template__json=text) == [("bodies/shaped-search", "template.json", 1)]


def test_rules_are_cut_at_their_ends() -> None:
    text = 'rule "a"\nwhen A(b > 1)\nthen c();\nend\n// rule "no"\nrule d when E() then f();'
    found = list(rules.rules(text))
    assert [(one.name, one.summary.tables, one.summary.functions) for one in found] == [("a", ("A",), ("c",)), ("d", ("E",), ())]


# ---- whole scans


def test_a_chart_in_a_mapper_is_traced_to_its_route(tmp_path: Path) -> None:
    files = {
        "src/shop/GoodsMapper.java": "package shop;\npublic interface GoodsMapper { java.util.List<Goods> hottest(int size); }\n",
        "src/shop/GoodsController.java": """package shop;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
@RestController
public class GoodsController {
    private final GoodsMapper mapper;
    GoodsController(GoodsMapper mapper) { this.mapper = mapper; }
    @GetMapping("/goods/hot")
    public Object hot() { return mapper.hottest(10); }
}
""",
        "resources/mapper/GoodsMapper.xml": MAPPER,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (hit,) = scan([str(tmp_path)], ScanOptions()).hits
    assert (hit.signature, hit.location.path, hit.location.line) == ("charts/chart", "resources/mapper/GoodsMapper.xml", 8)
    assert hit.entry is not None
    assert (hit.reach, hit.entry.name) == ("reached", "GET /goods/hot")


def test_too_many_queries_in_a_file_are_a_problem(tmp_path: Path) -> None:
    rows = "\n".join(f'c.execute("SELECT id FROM article WHERE a = {n} ORDER BY views DESC LIMIT 1")' for n in range(MAX_QUERIES + 1))
    (tmp_path / "a.py").write_text(rows)
    found = scan([str(tmp_path)], ScanOptions())
    assert [(problem.stage, problem.reason) for problem in found.problems] == [("queries", "cut")]
    assert len(found.hits) == MAX_QUERIES


def test_a_question_with_places_for_values_belongs_to_what_reads_its_file() -> None:
    script = "SELECT id FROM picture ORDER BY embedding <=> %s LIMIT %s;\nSELECT id FROM post ORDER BY views DESC LIMIT 5;\n"
    code = 'class Store:\n    def near(self, vector):\n        return run(read(join("sql", "near.sql")), vector)\n'
    samples = Samples({"sql/near.sql": script, "store.py": code})
    samples.facts("store.py")
    samples.evaluator.project.file("store.py")
    found = queries().of(samples.evaluator, "sql/near.sql", samples.data.get, samples.look)
    assert [(site.path, site.hit.signature, site.hit.location.line, site.hit.qualname) for site in found.sites] == [
        ("store.py", "vectors/nearest", 1, "Store.near")
    ]
    assert found.hits == ()


def test_many_calls_on_one_variable_cost_little() -> None:
    rows = "\n".join("    query = query.filter(name__icontains=word).order_by('-views')" for _ in range(1500))
    samples = Samples({"many.py": f"def found(word):\n    query = Article.objects.all()\n{rows}\n    return query\n"})
    samples.evaluator.project.file("many.py")
    begun = time.perf_counter()
    found = queries().of(samples.evaluator, "many.py", samples.data.get, functools.cache(samples.look))
    assert time.perf_counter() - begun < 5
    assert [(problem.stage, problem.reason) for problem in found.problems] == [("queries", "cut")]


@pytest.mark.parametrize(
    ("path", "code", "lines"),
    [
        pytest.param(
            "Goods.java",
            "class GoodsSearch {\n  Object search(String name) {\n    QueryWrapper<Goods> asked = new QueryWrapper<>();\n"
            '    asked.like("goods_name", name);\n    asked.like("keyword", name);\n    asked.orderByDesc("create_time");\n'
            "    return goodsMapper.selectList(asked);\n  }\n}\n",
            [("full-text-search", 4)],
            id="columns",
        ),
        pytest.param(
            "goods.php",
            "<?php\nclass Goods {\n  function hot($name) {\n    $goods = Db::name('goods');\n    $goods->where('title', 'like', $name);\n"
            "    $goods->order('sales desc');\n    $goods->limit(10);\n    return $goods->select();\n  }\n}\n",
            [("hot-list", 6)],
            id="an order behind a condition",
        ),
    ],
)
def test_calls_that_put_one_question_together_are_one_hit(path: str, code: str, lines: list[tuple[str, int]]) -> None:
    assert [(hit.technique, hit.location.line) for hit in Samples({path: code}).hits()] == lines


@pytest.mark.parametrize(
    ("made", "found"),
    [
        pytest.param(
            "fmt.Sprintf(\"select * from %s where title like '%%%s%%' limit ?\", tableArticle, word)", True, id="the name of a table"
        ),
        pytest.param("fmt.Sprintf(\"select * from %s where title like '%%%s%%' limit ?\", name, word)", False, id="any name"),
        pytest.param(
            "fmt.Sprintf(\"select * from %[2]s where title like '%%%[1]s%%' limit ?\", word, tableArticle)", False, id="a form not read"
        ),
        pytest.param('"select * from " + tableArticle() + " where title like ? limit ?"', True, id="what is called so"),
        pytest.param('"select * from articles where title like ? limit " + tableArticle', True, id="only behind from"),
    ],
)
def test_a_table_that_only_the_program_names_is_called_as_there(made: str, found: bool) -> None:
    head = "package store\n\nfunc (s *Store) SearchTitles(word string) (rows []Row, err error) {\n"
    code = f"{head}\terr = s.db.Select(&rows, {made}, 10)\n\treturn\n}}\n"
    assert [one[0] for one in hits(**{"store.go": code})] == (["search/searched"] if found else [])


@pytest.mark.parametrize(("folder", "found"), [("news/management/commands", True), ("management/lists", False), ("admin/commands", True)])
def test_a_folder_of_commands_is_no_back_office(folder: str, found: bool) -> None:
    code = 'def refresh():\n    return Article.objects.filter(public=True).order_by("-view_count")[:10]\n'
    assert [one[0] for one in hits(**{f"{folder}/refresh.py": code})] == (["charts/chart"] if found else [])
