"""What languages and their own libraries call the steps of an algorithm, in small letters without underscores.

Names of what other people's libraries do are data (``call:NAME`` in ``idioms/``).
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MATHS = _words("""
    cmath f jnp math mathf maths np num numpy std strictmath xp
""")
"""What logarithms and exponentials hang on; ``log`` of anything else writes lines."""
LOGARITHMS = _words("""
    ln log10 log1p log2 logn
""")
ROOTS = _words("""
    hypot l2norm magnitude norm norm2 rsqrt sqrt squareroot
""")
POWERS = _words("""
    pow power powf powi square
""")
TURNS = _words("""
    acos arccos arcsin arctan arctan2 asin atan atan2 cos deg2rad radians sin tan toradians
""")
SUMS = _words("""
    accumulate average fold foldleft inject mean reduce sum sumby summingdouble summingint sumof
""")
PRODUCTS = _words("""
    dot dotproduct inner innerproduct matmul vdot
""")
SORTS = _words("""
    argpartition argsort arsort heapify heappush mostcommon nlargest nsmallest orderby orderbydescending partialsort
    priorityqueue rsort thenby topk treemap uasort usort zrevrange
""")
SORTING = _words("""
    heap slices sort
""")
"""Packages whose functions sort by any name."""
LIMITS = _words("""
    arrayslice head islice limit mostcommon nlargest prefix slice sublist take takefirst top topk truncate
""")
COUNTS = _words("""
    computeifabsent countby counter counting getordefault groupby groupingby incr incrby increment merge setdefault zincrby
""")
WRITES = _words("""
    add append computeifabsent insert merge push put putifabsent set setdefault
""")
READS = _words("""
    at charat child children elementat entry get getchild getordefault getsubnode getvalue next
""")
CHARACTERS = _words("""
    ch char chararray charat charcodeat chars codepointat codepoints eachchar letter mbstrsplit mbsubstr rune runecountinstring
    runes strsplit substr substring tochararray
""")
SEARCHES = _words("""
    any anymatch contains containskey exists find has hasprefix include includes indexof issubset lastindexof match matches
    mbstripos mbstrpos mbstrstr rangeof search some strcontains stripos strpos strstr stristr substrcount test
""")
PATTERNS = _words("""
    exec findall findallmatches findallstring finditer firstmatch gmatch gsub hasmatch ismatch preg pregreplace replaceallin replaceallfunc
    replaceallstring scan search sub subn test
""")
"""How regular expressions are looked for, besides what begins so:"""
MATCHING = ("match", "pregmatch", "regexmatch", "regexpmatch", "findstring", "findsubmatch", "numberofmatches")
REPLACES = _words("""
    gsub replace replaceall replaceallin replacen replacerange setcharat strreplace sub
""")
SPLITS = _words("""
    cut explode fields fieldsseq lcut segment split splitwhitespace stringtokenizer words
""")
OVERLAPS = _words("""
    arrayintersect common intersect intersection jaccard overlap retainall sinter
""")
RANDOMS = _words("""
    choice choices float64 intn mtrand nextdouble nextint rand randfloat randint random sample shuffle weightedchoice
""")
BESTS = _words("""
    best cheapest closest highest least lowest max min nearest shortest
""")
"""How names of the best of many begin."""
EXTREMES = _words("""
    argmax argmin max maxby maxbyornull maxof maxwith min minby minbyornull minof minwith
""")
