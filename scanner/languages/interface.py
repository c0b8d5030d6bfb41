"""What a language module answers, and nothing more; everything language-neutral is in ``evaluate``."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from scanner.model import Facts


@dataclasses.dataclass(frozen=True, slots=True)
class Naming:
    """What a language module may know of the project to find a module's file."""

    files: frozenset[str]
    """POSIX paths of all source and configuration files."""
    folders: frozenset[str]
    read: Callable[[str], bytes | None]
    """Content of a project file (manifests such as tsconfig.json), None when there is none."""
    memo: dict[object, object]
    """Free for the language module; lives as long as one scan."""
    external: frozenset[str] = frozenset()
    """Top-level modules of packages that the catalogue knows: a project folder of that name somewhere in the tree is not meant by an import."""  # noqa: E501
    known: Callable[[str, tuple[str, ...]], bool] = lambda _language, _steps: False
    """Whether the catalogue says anything of a path of a language, or of what lies below it."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """How names work in a language."""

    separator: str
    """Between the parts of a module name, "" when the whole name is one path segment."""
    class_names_visible: bool = False
    """Bare names inside a method reach the members of its class."""
    call_constructs: bool = True
    """``Name()`` constructs an instance (Python); False: only ``new`` does (JavaScript)."""
    keys_quoted: bool = False
    """A key of a map stands in quotes, and no named argument in front of a colon."""
    call_opens: str = ""
    """Signs of which one follows the name in every call and decorates no other, and arguments end with a comma or a closing bracket; "" when a call may look otherwise."""  # noqa: E501
    constructors: tuple[str, ...] = ()
    """Names of the method that construction runs."""
    fields_construct: bool = False
    """A class without a constructor takes its declared fields, by name or in order; what no construction and no assignment sets has its default."""  # noqa: E501
    folder_is_module: bool = False
    """All files of a folder are one module: ``locate`` gives them all (for ``.`` those of the importer's own), names of one are visible in the others."""  # noqa: E501
    several_results: bool = False
    """A call may give several results; the first of what another package's call gives is that thing itself."""
    implicit_interfaces: bool = False
    """A class implements an interface by having its methods."""
    call_method: str = ""
    """Name of the method that runs when an instance is called."""
    function_methods: frozenset[str] = frozenset()
    """Names of the methods that run a function, where a function is an object (``supplier.get()``)."""
    enter_methods: tuple[str, ...] = ()
    """Names of the methods that give what entering an instance (``with``) gives."""
    item_method: str = ""
    """Name of the method that gives what subscripting an instance gives."""
    explicit_receiver: bool = False
    """A method taken from its class is called with the receiver as first argument."""
    iterates_keys: bool = False
    """The elements of a map are its keys."""
    types_in_files: bool = False
    """A package is a folder, and a type of it lies in a file of its name (Java); ``locate`` takes names of both."""
    namespaces: bool = False
    """Types go by full names wherever their files lie: ``locate`` takes the name of a type, ``a.b.*`` for the files of a namespace, ``.`` for those
    whose imports hold in the importer, too, and ``*.name`` for those that extend other types by a member of that name."""  # noqa: E501
    declares: Callable[[str, Naming], bool] | None = None
    """With ``namespaces``: whether a file of the project declares a name in any of them; None where each has to be asked."""
    implicit_imports: tuple[str, ...] = ()
    """Namespaces that every file may use without saying so."""
    builtins: frozenset[str] = frozenset()
    """With ``namespaces``: names that need none; all others are unknown when no namespace has them."""
    functions_everywhere: bool = False
    """Functions outside of namespaces and classes may be called in every file."""
    initialisers: bool = False
    """A construction may set members by name."""
    setters: bool = False
    """What a construction leaves open, statements after it may set, member by member."""
    overloads: bool = False
    """Several functions of one name may stand side by side, and beside a field; how they are used and the number of arguments tell them apart."""  # noqa: E501
    accessor_prefixes: tuple[str, ...] = ()
    """A method that no class has, named like a field with one of these in front, gives the field (generated ``getX()``)."""
    setter_prefixes: tuple[str, ...] = ()
    """A method that no class has, named like a field with one of these in front, gives the thing itself (generated chains of setters)."""
    generated_builder: tuple[str, str] = ("", "")
    """Names of the generated methods that begin a builder of a class and end it; between them, each field has a method of its name."""
    named_as_map: bool = False
    """Named arguments that no parameter takes are a map, which is the last positional argument."""
    lexical_constants: bool = False
    """Names of constants are looked up in the modules around, in the classes above and then by their full names in all files.

    ``locate`` takes them as seen from the importer, or in full with the separator in front. Modules may be opened again anywhere.
    """
    members_encoded: Literal["", "PascalCase", "camelCase"] = ""
    """Encoded, a member ``MaxTokens`` (or ``maxTokens``) goes by ``max_tokens``."""
    parts_anywhere: bool = False
    """Other files may add methods to a class, in scopes with the flag ``i`` whose first base it is."""
    text_types: frozenset[str] = frozenset()
    """What the type of a text is called where other code adds members to it."""
    declared_as: str = ""
    """In front of the name of what only declares a class; the class that implements it lies below it and has the name without."""
    heads: re.Pattern[bytes] | None = None
    """Heads of functions, and as group ``outer`` of classes, where people indent what is inside; each behind the end of a line.

    The first group is their indentation.
    """
    indented: bytes = b""
    """What an indented function stands behind where it is parsed by itself; nothing where none can be."""
    scripts: bool = False
    """What stands outside of all functions may be a program of its own (with ``heads``)."""
    signature_key: str = ""
    """Language key in signatures; TypeScript answers ``javascript``."""


class Language(Protocol):
    """One module of this package exports ``LANGUAGE``, an instance of this."""

    id: str
    traits: Traits

    def lower(self, path: str, data: bytes) -> Facts:
        """Facts of one file. ``data`` is UTF-8 (``text.decode``); never raises for bad input, counts it in ``gaps``."""

    def locate(self, module: str, importer: str, naming: Naming) -> tuple[str, ...]:
        """Project files that an import of ``module`` in ``importer`` may mean, best first; empty: not of this project."""

    def names_of(self, path: str, naming: Naming) -> tuple[str, ...]:
        """Texts of which one must stand in any file that imports ``path`` (last part of the module name)."""
