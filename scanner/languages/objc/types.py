"""Types of Objective-C as expressions; what their names refer to is left to ``evaluate``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.languages._builder import MAX_DEPTH

if TYPE_CHECKING:
    from tree_sitter import Node

    from scanner.languages.objc.descent import Descent

_SILENT = frozenset(
    {"NSString", "NSMutableString", "NSData", "NSMutableData", "NSDate", "NSError", "NSInteger", "NSNumber", "NSObject", "NSUInteger"}
) | {
    "BOOL",
    "CGFloat",
    "CGRect",
    "CGSize",
    "CGPoint",
    "NSAttributedString",
    "NSTimeInterval",
    "NSURL",
    "NSURLComponents",
    "SEL",
    "Class",
    "IBAction",
    "instancetype",
}
"""Values, of which the type tells less than where they come from."""
_HOLDERS = frozenset({"NSArray", "NSMutableArray", "NSSet", "NSMutableSet", "NSOrderedSet"})
_MAPS = frozenset({"NSDictionary", "NSMutableDictionary"})
_WRAPPING = frozenset({"method_type", "type_name", "type_descriptor", "struct_declaration"})
_NAMES = frozenset({"type_identifier", "generic_specifier", "typedefed_specifier"})


def type_expr(d: Descent, node: Node | None) -> int:
    """The type as name or shape of instances; -1 for types that say nothing."""
    while node is not None and node.type in _WRAPPING:
        node = next((c for c in node.named_children if c.type in _NAMES or c.type in _WRAPPING), None)
    if node is None or d.b.depth >= MAX_DEPTH:
        return -1
    if node.type == "typedefed_specifier":  # ``id<P>``
        listed = next((c for c in node.named_children if c.type == "protocol_reference_list"), None)
        return d.type_name(d.text(listed.named_children[0]), node.start_byte) if listed is not None and listed.named_children else -1
    if node.type == "generic_specifier":
        return _generic(d, node)
    name = d.text(node)
    silent = node.type != "type_identifier" or name in _SILENT or name in _HOLDERS or name in _MAPS or name.endswith("_t")
    return -1 if silent or name in d.variables else d.type_name(name, node.start_byte)


def _generic(d: Descent, node: Node) -> int:
    """``NSArray<T *>`` holds T, ``NSDictionary<K, V>`` V; of other classes the parameters are erased."""
    name = d.text(node.named_children[0])
    inner = node.named_children[1:]
    if name not in _HOLDERS and name not in _MAPS:
        return d.type_name(name, node.start_byte)
    d.b.depth += 1
    value = type_expr(d, inner[-1]) if inner else -1
    d.b.depth -= 1
    if value < 0:
        return -1
    held = d.b.declared(value)
    return d.b.map([(d.b.unknown("key"), held)]) if name in _MAPS else d.b.sequence([held])
