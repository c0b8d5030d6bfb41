"""Words of the vocabulary in names as people write them."""

from __future__ import annotations

import pytest
from in_memory import catalog

from scanner.vocabulary import Vocabulary, split


def found(name: str, *groups: str) -> str:
    return Vocabulary(catalog().word_groups).found(name, groups)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("view", id="a view is no number of views"),
        pytest.param("preview_count", id="only whole words"),
        pytest.param("review", id="nor a part of one"),
        pytest.param("created_at", id="time"),
        "",
    ],
)
def test_a_name_without_a_word_of_popularity(name: str) -> None:
    assert found(name, "popularity") == ""


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("views", "views"),
        ("articleViewCount", "view_count"),
        ("ARTICLE_VIEW_COUNT", "view_count"),
        ("viewcount", "view_count"),
        ("t_dianzanshu", "dianzanshu"),
        ("文章热度", "热度"),
    ],
)
def test_a_name_with_a_word_of_popularity(name: str, word: str) -> None:
    assert found(name, "popularity") == word


def test_nouns_fit_in_the_plural() -> None:
    assert [found(name, "content") for name in ("articles", "stories", "ApArticle", "art")] == ["article", "story", "article", ""]


def test_groups_are_asked_in_order() -> None:
    assert found("video_likes", "content", "popularity") == "video"
    assert found("video_likes", "popularity", "content") == "likes"


def test_a_name_is_cut_at_capitals_digits_and_signs() -> None:
    assert split("HTTPView2Count_of-all") == ("http", "view", "count", "of", "all")


def test_an_entry_and_nothing_beside_it() -> None:
    words = Vocabulary(catalog().word_groups)
    assert words.whole("is_top", ("pinned",))
    assert not words.whole("top_views", ("pinned",))
