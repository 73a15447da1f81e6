"""Files of payloads in all their formats."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scaleapi import PayloadFile, ScaleValidationError, TaskType
from scaleapi.models import Project

PAYLOADS: list[dict[str, Any]] = [
    {"attachment": f"https://example.com/{n}.jpg", "geometries": {"box": {"objects_to_annotate": ["cow"]}}}
    for n in range(3)
]
COW = '[""cow""]'
CSV = "attachment,geometries.box.objects_to_annotate\n" + "".join(
    f'https://example.com/{n}.jpg,"{COW}"\n' for n in range(3)
)
TEXTS = {
    "rows.jsonl": "\n\n".join(map(json.dumps, PAYLOADS)),
    "array.json": json.dumps(PAYLOADS, indent=2),
    "tight.json": json.dumps(PAYLOADS, separators=(",", ":")),
    "usual.json": json.dumps(PAYLOADS),
    "rows.json": "\n".join(map(json.dumps, PAYLOADS)),
    "rows.csv": CSV,
    "rows.tsv": CSV.replace(",", "\t"),
    "rows": CSV,
    "spreadsheet.csv": "\ufeff" + CSV.replace("\n", "\r\n"),
}


def written(folder: Path, name: str, text: str) -> Path:
    """Write a file."""
    path = folder / name
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("name", TEXTS)
def test_every_format_gives_the_same_payloads(name: str, tmp_path: Path) -> None:
    """What a file is, is told by its name or by how it begins; it can be read twice."""
    file = PayloadFile(written(tmp_path, name, TEXTS[name]), TaskType.ImageAnnotation)

    assert PAYLOADS == list(file) == list(file)


def test_packed_files_are_unpacked(tmp_path: Path) -> None:
    """The format goes by the name without the packing."""
    (tmp_path / "rows.csv.gz").write_bytes(gzip.compress(CSV.encode()))

    assert PAYLOADS == list(PayloadFile(tmp_path / "rows.csv.gz", "imageannotation"))


@pytest.mark.parametrize("name", ["rows.parquet", "rows"])
def test_parquet_gives_columns_and_objects(name: str, tmp_path: Path) -> None:
    """Dotted columns and objects are put together; what is null is no field."""
    rows = [
        {
            "attachment": one["attachment"],
            "geometries.box.objects_to_annotate": ["cow"],
            "metadata": {"a": 1, "b": None},
        }
        for one in PAYLOADS
    ]
    pq.write_table(pa.Table.from_pylist([*rows, {"attachment": None}]), tmp_path / name)

    payloads = list(PayloadFile(tmp_path / name, "imageannotation"))

    assert [*({**one, "metadata": {"a": 1}} for one in PAYLOADS), {}] == payloads


def test_one_payload_may_have_many_lines(tmp_path: Path) -> None:
    """An object that does not end on its first line is the only one."""
    path = written(tmp_path, "one.json", json.dumps(PAYLOADS[0], indent=4))

    assert PAYLOADS[:1] == list(PayloadFile(path, "imageannotation"))


def test_texts_are_what_the_task_type_has_there(tmp_path: Path) -> None:
    """A number in a column of texts stays text; elsewhere texts are read, as spreadsheets write them."""
    text = 'unique_id,priority,clear_unique_id_on_error,metadata,instruction\n007,30,TRUE,"{""a"": 1}",[1]\n,,,,2\n'
    file = PayloadFile(written(tmp_path, "rows.csv", text), "imageannotation")

    first = {"unique_id": "007", "priority": 30, "clear_unique_id_on_error": True, "metadata": {"a": 1}}
    assert [first | {"instruction": "[1]"}, {"instruction": "2"}] == list(file)


def test_a_text_that_is_wrong_stays_one(tmp_path: Path) -> None:
    """Where a text belongs, a number is a wrong one, and what is said of it is said of the text."""
    file = PayloadFile(written(tmp_path, "rows.csv", "attachment_type,callback_url\n7,8\n"), "categorization")

    assert [{"attachment_type": "7", "callback_url": "8"}] == list(file)


def test_what_cannot_be_read_stays_for_the_check(tmp_path: Path) -> None:
    """A cell that is no JSON where JSON belongs is kept, and found to be wrong."""
    file = PayloadFile(written(tmp_path, "rows.csv", "project,priority\ncows,3O\n"), "imageannotation")

    assert [{"project": "cows", "priority": "3O"}] == list(file)
    assert ["/attachment", "/priority"] == [one.pointer for row in file.problems() for one in row.problems]


def test_rows_may_name_their_types(tmp_path: Path) -> None:
    """Each row's texts are read by its own type."""
    text = 'type,fields,attachment\ntextcollection,"[{""type"": ""text""}]",\nimageannotation,,https://e.com/1.jpg\n'
    first, second = PayloadFile(written(tmp_path, "rows.csv", text))

    assert {"type": "textcollection", "fields": [{"type": "text"}]} == first
    assert {"type": "imageannotation", "attachment": "https://e.com/1.jpg"} == second


def test_fields_are_renamed_and_added(tmp_path: Path) -> None:
    """Columns are mapped or left out, values are set, defaults give way."""
    path = written(tmp_path, "rows.csv", "image_url,notes,geometries.box.min_height\nhttps://e.com/1.jpg,old,5\n")
    file = PayloadFile(
        path,
        "imageannotation",
        rename={"image_url": "attachment", "notes": ""},
        values={"priority": "30", "geometries.box.min_width": "4"},
        defaults={"geometries": {"box": {"min_height": 1, "objects_to_annotate": ["cow"]}}, "instruction": "Look."},
    )

    box = {"min_height": 5, "objects_to_annotate": ["cow"], "min_width": 4}
    payload = {"geometries": {"box": box}, "instruction": "Look.", "attachment": "https://e.com/1.jpg", "priority": 30}
    assert [payload] == list(file) == list(file)


def test_json_is_renamed_too(tmp_path: Path) -> None:
    """A field of JSON lines goes where it is told, and texts in JSON are never read."""
    path = written(tmp_path, "rows.jsonl", '{"image": "https://e.com/1.jpg", "priority": "30", "a.b": null}')

    [payload] = PayloadFile(path, "imageannotation", rename={"image": "attachment"})

    assert {"attachment": "https://e.com/1.jpg", "priority": "30", "a.b": None} == payload


BROKEN = {
    "rows.jsonl": ('{"project": "p"}\n{"project"\n[1]\n', [2, 3]),
    "array.json": ('[{"project": "p"},\n{"project"', [2]),
    "comma.json": ('[{"project": "p"}\n{"project": "p"}]', [2]),
    "open.json": ('[{"project": "p"}', [2]),
    "rows.csv": ('project,batch\np,b\np\np,"b\n', [3, 4]),
    "doubled.csv": ("project,project\np,p\n", [1]),
    "order.csv": ("project,fields.1.type\np,text\n", [2]),
    "conflict.csv": ("project,project.name\np,text\n", [2]),
    "rows.parquet": ("PAR1", [1]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_rows_say_so(name: str, tmp_path: Path) -> None:
    """A row that cannot be read is named by its number; where possible, those after it are read."""
    text, wrong = BROKEN[name]
    file = PayloadFile(written(tmp_path, name, text), "imageannotation")

    assert wrong == [row.number for row in file.rows() if row.problem is not None]
    with pytest.raises(ScaleValidationError, match=f"row {wrong[0]}"):
        list(file)


def test_bytes_that_are_no_text_end_a_csv_file(tmp_path: Path) -> None:
    """Where the next row begins is not known then."""
    (tmp_path / "rows.csv").write_bytes(b"project\ncows\n\xff\xff\n")

    rows = list(PayloadFile(tmp_path / "rows.csv").rows())

    assert rows[-1].problem is not None
    assert "no CSV" in rows[-1].problem.message


def test_lines_are_told_where_there_are_any(tmp_path: Path) -> None:
    """The line on which each row begins."""
    text = 'project,instruction\np,"two\nlines"\np,one\n'
    files = [written(tmp_path, "rows.csv", text), written(tmp_path, "array.json", TEXTS["array.json"])]

    assert [[2, 4], [2, 12, 22]] == [[row.line for row in PayloadFile(file).rows()] for file in files]


def test_problems_of_all_rows(tmp_path: Path) -> None:
    """Each payload is checked, with its project if there is one, and unique_ids are compared."""
    rows = [{"unique_id": "a", "project": "p"}, {"attachment": "https://e.com/1.jpg", "unique_id": "a"}]
    file = PayloadFile(written(tmp_path, "rows.jsonl", "\n".join(map(json.dumps, rows))), "imageannotation")
    project = Project.model_validate({"name": "p", "param_history": [{"version": 0, "geometries": {"box": {}}}]})

    alone = [(row.row, problem.pointer) for row in file.problems() for problem in row.problems]
    together = [(row.row, problem.pointer) for row in file.problems(project) for problem in row.problems]

    assert [(1, "/attachment"), (2, "/geometries"), (2, "/unique_id")] == alone
    assert [(1, "/attachment"), (2, "/unique_id")] == together


def test_a_format_that_there_is_not_is_refused(tmp_path: Path) -> None:
    """The message lists those that there are."""
    with pytest.raises(ValueError, match="jsonl, json, csv"):
        PayloadFile(tmp_path, file_format="xlsx")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["rows.csv", "array.json"])
def test_tasks_are_created_from_any_file(name: str, client: Any, tmp_path: Path) -> None:
    """create_tasks takes the path, plan_tasks a PayloadFile; rows are numbered as in the file."""
    path = written(tmp_path, name, TEXTS[name])

    plan = client.plan_tasks(None, PayloadFile(path, values={"type": "imageannotation"}))
    results = list(client.create_tasks("imageannotation", path, ordered=True))

    assert 3 == plan.to_create
    assert [one["attachment"] for one in PAYLOADS] == [result.task.params["attachment"] for result in results]
    assert ([2, 3, 4] if name == "rows.csv" else [1, 2, 3]) == [result.row for result in results]


def test_an_array_that_is_no_utf_8(tmp_path: Path) -> None:
    """The line is told, and no row is made up."""
    path = tmp_path / "rows.json"
    path.write_bytes(b'[\n{"instruction": "\xff"}]')

    [row] = PayloadFile(path, "imageannotation").rows()

    assert (None, 1, 2) == (row.payload, row.number, row.line)
    assert "the file is no UTF-8" in str(row.problem)


def test_a_date_that_python_has_not(tmp_path: Path) -> None:
    """The row that has it is broken; the others are read."""
    days = pa.array([1, 10**9, 2], pa.timestamp("s")).cast(pa.timestamp("ms"))
    beyond = pa.array([1, 10**15, 2], pa.int64()).cast(pa.timestamp("ms"))
    pq.write_table(pa.table({"instruction": ["a", "b", "c"], "first": days, "then": beyond}), tmp_path / "rows.parquet")

    rows = list(PayloadFile(tmp_path / "rows.parquet", "imageannotation").rows())

    assert [("a", None), (None, 2), ("c", None)] == [
        ((row.payload or {}).get("instruction"), row.number if row.problem else None) for row in rows
    ]
    assert "row has a value that cannot be read" in str(rows[1].problem)


@pytest.mark.parametrize("between", [" ", "\n", " 5", ' "x"'])
def test_an_array_without_a_comma(tmp_path: Path, between: str) -> None:
    """It is told after which row, and nothing is made up of what follows."""
    path = tmp_path / "rows.json"
    path.write_text(f'[{{"instruction": "a"}}{between}{{"instruction": "b"}}]', encoding="utf-8")

    rows = list(PayloadFile(path, "imageannotation").rows())

    assert [{"instruction": "a"}, None] == [row.payload for row in rows]
    assert "a comma or ] should stand here" in str(rows[1].problem)


@pytest.mark.parametrize("more", ["[]", '[{"instruction": "b"}]', "x", "]"])
def test_more_behind_an_array(tmp_path: Path, more: str) -> None:
    """Two arrays that were joined are no array: the second one is not lost without a word."""
    path = tmp_path / "rows.json"
    path.write_text(f'[\n{{"instruction": "a"}}\n]\n{more}\n', encoding="utf-8")

    [first, second] = PayloadFile(path, "imageannotation").rows()

    assert ({"instruction": "a"}, None, 3) == (first.payload, second.payload, second.line)
    assert "the array ends here, and more follows it" in str(second.problem)


def test_a_broken_row_is_raised_with_its_problem(tmp_path: Path) -> None:
    """Whoever iterates gets what `rows()` tells: the row, and why."""
    path = tmp_path / "rows.jsonl"
    path.write_text('{"instruction": "a"}\n{\n', encoding="utf-8")
    payloads = iter(PayloadFile(path, "imageannotation"))

    assert {"instruction": "a"} == next(payloads)
    with pytest.raises(ScaleValidationError, match=r"rows\.jsonl, row 2: /: the line is not JSON") as caught:
        next(payloads)
    assert ["not_json"] == [problem.code for problem in caught.value.problems]
