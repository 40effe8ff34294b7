#!/usr/bin/env python3
"""Executes the studies and exports each as HTML and Markdown, with its figures, beside its source.

A study is a folder with one source in jupytext's percent format. It runs in out/notebooks/<folder>,
so that what it writes stays out of the repository. `make notebooks` sets everything up and runs
this for all folders, or for those that are named.
"""

import os
import pathlib
import re
import shutil
import sys

import jupytext
import nbconvert
from nbconvert.preprocessors import ExecutePreprocessor

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent


def export(source):
    name = source.parent.name
    folder = ROOT / "out" / "notebooks" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)

    notebook = jupytext.read(source)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"  # else they change with every run
    run = ExecutePreprocessor(timeout=1800, kernel_name="python3", coalesce_streams=True)
    run.preprocess(notebook, {"metadata": {"path": str(folder)}})
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # when each cell ran
    check_paths(notebook, source)

    title = re.search(r"^# (.*)", notebook.cells[0].source, re.M)
    notebook.metadata["title"] = title.group(1) if title else source.stem
    html = nbconvert.HTMLExporter(exclude_input_prompt=True, exclude_output_prompt=True)
    body, _ = html.from_notebook_node(notebook)
    # The scripts would load formula and diagram libraries from elsewhere; the pages use neither.
    body = re.sub(r"<script.*?</script>", "", body, flags=re.S)
    source.with_suffix(".html").write_text(strip_blanks(body))

    figures = f"{source.stem}_files"
    shutil.rmtree(source.parent / figures, ignore_errors=True)
    body, resources = nbconvert.MarkdownExporter().from_notebook_node(
        notebook, {"unique_key": source.stem, "output_files_dir": figures}
    )
    source.with_suffix(".md").write_text(strip_blanks(body))
    for path, data in resources["outputs"].items():
        file = source.parent / path
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
    print(f"{source.relative_to(ROOT)}: HTML, Markdown and {len(resources['outputs'])} figures")


def check_paths(notebook, source):
    """An exported page must not tell where it was made."""
    for cell in notebook.cells:
        if str(ROOT) in str(cell.get("outputs", "")):
            sys.exit(f"{source}: the output of a cell names {ROOT}:\n{cell.source}")


def strip_blanks(text):
    return "\n".join(line.rstrip() for line in text.rstrip().split("\n")) + "\n"


def main():
    os.environ.update(LANG="C.UTF-8", LC_ALL="C.UTF-8")  # the language of what is printed
    folders = [HERE / name for name in sys.argv[1:]]
    folders = folders or sorted(path for path in HERE.iterdir() if path.is_dir())
    for folder in folders:
        sources = sorted(folder.glob("*.py"))
        if len(sources) != 1:
            sys.exit(f"{folder}: wants one .py source, has {len(sources)}")
        export(sources[0])


if __name__ == "__main__":
    main()
