"""The parts of a file that is an archive of parts: a few of them are changed, all others stay byte for byte."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from lxml import etree

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)


class Parts:
    """The parts of the file: those that are changed as trees, all others as they came."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._names = set(self._archive.namelist())
        self._trees: dict[str, Any] = {}
        self._new: dict[str, bytes] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._names or name in self._new or name in self._trees

    def bytes_of(self, name: str) -> bytes:
        """A part as it is."""
        return self._new[name] if name in self._new else self._archive.read(name)

    def seen(self, name: str) -> Any:
        """A part as a tree, which stays as it came."""
        return self._trees[name] if name in self._trees else etree.fromstring(self.bytes_of(name), _PARSER)

    def tree(self, name: str, otherwise: str = "") -> Any:
        """A part to be changed; where there is none, one of this XML is made."""
        if name not in self._trees:
            source = self.bytes_of(name) if name in self else otherwise.encode()
            self._trees[name] = etree.fromstring(source, _PARSER)
        return self._trees[name]

    def write(self, name: str, data: bytes) -> None:
        """Put a part there as it is."""
        self._new[name] = data

    def saved(self) -> bytes:
        """The file, its parts in the order in which they came."""
        changed = {**self._new, **{name: _xml(tree) for name, tree in self._trees.items()}}
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for part in self._archive.infolist():
                made.writestr(part, changed.pop(part.filename, b"") or self._archive.read(part))
            for name, data in changed.items():
                made.writestr(name, data)
        return out.getvalue()


def _xml(tree: Any) -> bytes:
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))
