"""Merge a fresh template into the translations of one add-on; runs in the environment, which has polib.

    merge_po.py <fresh .pot> <i18n folder of the add-on> <language>...

Entries keep a stable order, and headers no dates, so that a second run changes nothing.
"""

import sys
from pathlib import Path

import polib

HEADER = ("Project-Id-Version", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")


def stable(catalogue, language=None):
    """Order a catalogue by text and take the dates out of its header.

    :param str language: code such as zh_TW, None for the template.
    """
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    for entry in catalogue:
        entry.occurrences = sorted(set(entry.occurrences))
    kept = {name: catalogue.metadata[name] for name in HEADER if name in catalogue.metadata}
    catalogue.metadata = {**kept, **({"Language": language} if language else {})}
    return catalogue


def save(catalogue, path):
    """Write a catalogue if its text differs from the file's."""
    text = f"{catalogue}\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def merge(template, path, language):
    """Merge the template into one language, keeping what is translated; terms that are gone are dropped.

    :return: (number of terms, number of those without translation).
    """
    catalogue = polib.pofile(str(path)) if path.exists() else polib.POFile()
    catalogue.metadata = catalogue.metadata or dict(template.metadata)
    catalogue.merge(template)
    for entry in catalogue.obsolete_entries():
        catalogue.remove(entry)
    comments = {(entry.msgid, entry.msgctxt): entry.comment for entry in template}
    for entry in catalogue:
        entry.comment = comments.get((entry.msgid, entry.msgctxt), entry.comment)
    save(stable(catalogue, language), path)
    return len(catalogue), len(catalogue.untranslated_entries()) + len(catalogue.fuzzy_entries())


def main(fresh, folder, *languages):
    """Write the template and merge it into each language."""
    folder = Path(folder)
    name = folder.parent.name
    template = stable(polib.pofile(fresh))
    save(template, folder / f"{name}.pot")
    for language in languages:
        total, missing = merge(template, folder / f"{language}.po", language)
        print(f"  {name} {language}: {total} terms, {missing} without translation")


if __name__ == "__main__":
    main(*sys.argv[1:])
