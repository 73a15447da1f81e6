"""Pictures in Chromium: labels, zoom, marks, frames, films, masks, and very many annotations."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scaleapi.models.task import Task
from tests.viewer.boxes import box, task
from tests.viewer.conftest import Page
from tests.viewer.pngs import png

RIGHT, ENTER = "\ue014", "\ue007"
Shown = Callable[..., Page]
_SCALE = "return document.querySelector('.stage').style.transform.match(/scale\\(([\\d.]+)/)?.[1] ?? '1'"
_FILM = """
    const done = arguments[0], canvas = Object.assign(document.createElement("canvas"), {width: 64, height: 32});
    const pen = canvas.getContext("2d"), stream = canvas.captureStream(25);
    const recorder = new MediaRecorder(stream, {mimeType: "video/webm"}), reader = new FileReader();
    reader.onload = () => done(reader.result.split(",")[1]);
    recorder.ondataavailable = ({data}) => reader.readAsDataURL(data);
    let drawn = 0;
    const draw = () => {
        pen.fillRect(drawn, 0, 5, 5);
        drawn += 1;
        if (drawn < 8) requestAnimationFrame(draw); else recorder.stop();
    };
    recorder.start();
    draw();
"""


def test_hiding_a_label(samples: Callable[..., Page]) -> None:
    """A click on a label hides what has it, in the picture and the table; another one shows it again."""
    page = samples("#task=imageannotation-1", fresh=True).press("+", ".zoom")
    counts = [(len(page.all(".shape")), len(page.all("tbody tr")))]
    for _ in range(2):
        page.click("//button[contains(., 'car (2)')]")
        counts.append((len(page.all(".shape")), len(page.all("tbody tr"))))

    assert [(7, 7), (5, 5), (7, 7)] == counts
    assert "1.25" == page.run(_SCALE)


def test_zoom(samples: Callable[..., Page]) -> None:
    """Keys, buttons and the wheel zoom and move the picture."""
    page, seen = samples("#task=imageannotation-1", fresh=True), list[str]()
    for act in (
        lambda: page.press("+", ".zoom"),
        lambda: page.press(RIGHT, ".zoom"),
        lambda: page.click("//button[@aria-label='zoom out']"),
        lambda: page.press("0", ".zoom"),
        lambda: page.run(
            "const wheel = new WheelEvent('wheel', {deltaY: -1, cancelable: true});"
            "document.querySelector('.zoom').dispatchEvent(wheel)"
        ),
    ):
        act()
        seen.append(page.run(_SCALE))

    assert ["1.25", "1.25", "1", "1", "1.2"] == seen
    assert ["imageannotation-1"] == page.texts("h1")


def test_zoom_by_touch(samples: Callable[..., Page]) -> None:
    """Two fingers that part enlarge the picture."""
    page = samples("#task=imageannotation-1", fresh=True)
    place = page.all(".zoom")[0].rect
    x, y = place["x"] + 200, place["y"] + 100

    def touch(kind: str, *ways: int) -> None:
        points = [{"x": x + way, "y": y, "id": at} for at, way in enumerate(ways)]
        page.driver.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", -20)
    touch("touchStart", -20, 20)
    for way in range(25, 61, 5):
        touch("touchMove", -way, way)
    touch("touchEnd")

    assert 2.5 < float(page.wait().run(_SCALE)) < 3.5


def test_choosing_an_annotation(samples: Callable[..., Page]) -> None:
    """A row that is pressed is outlined in the picture; a click in the picture finds the row."""
    page = samples("#task=imageannotation-1", fresh=True).press(ENTER, "tbody tr:nth-child(3) button")
    assert 1 == len(page.all("path.selected"))
    assert ["building"] == page.texts("tr.chosen button")

    page.click_at(".overlay", 630 / 800, 240 / 600)
    assert ["pond"] == page.texts("tr.chosen button")


def _track(**more: Any) -> list[dict[str, Any]]:
    made = {"uuid": "u", "type": "box", "label": "car", "left": 1, "top": 2, "width": 3, "height": 4, **more}
    return [{"frame": at, "annotations": [{**made, "left": 10 * at}]} for at in (0, 4)]


def test_frames(samples: Callable[..., Page]) -> None:
    """The slider goes through a film, and keeps the zoom; between key frames a box is in between."""
    page = samples("#task=videoannotation-1&frame=3", fresh=True).press("+", ".zoom")
    paths = [page.all(".shape")[0].get_attribute("d")]
    page.press(RIGHT, "input[type=range]")
    paths.append(page.all(".shape")[0].get_attribute("d"))

    assert ["M180 280h150v80h-150z", "M220 273.3333333333333h150v80h-150z"] == paths
    assert "1.25" == page.run(_SCALE)
    assert ["frame 5, the last is 12; now: turns left"] == page.press(".").texts(".frames output")
    page.until("location.hash.includes('frame=5')")


def test_marks_of_a_film(shown: Shown) -> None:
    """A track that is marked is outlined, and a press of its row leads to where it is."""
    late = [{"frame": at, "annotations": [{**one["annotations"][0]}]} for at, one in zip((5, 9), _track(), strict=True)]
    page = shown([task("t", {"annotations": late}, "videoannotation")], "#task=t", marks={"u": "too fast"})
    assert ["frame 0, the last is 9"] == page.texts(".frames output")

    page.press(ENTER, "tbody button")
    assert ["frame 5, the last is 9"] == page.texts(".frames output")
    assert (1, ["car: too fast"]) == (len(page.all("rect.mark")), page.texts("text.caption"))


def test_a_film(shown: Shown, chromium: Page, tmp_path: Path) -> None:
    """A film that loads has its own size, and stands at the time of the frame."""
    chromium.driver.get("about:blank")
    (tmp_path / "film.webm").write_bytes(b64decode(chromium.driver.execute_async_script(_FILM)))
    film = task("t", {"annotations": _track()}, "videoannotation", attachment="film.webm", frame_rate=50)
    page = shown([film], "#task=t&frame=1").until("document.querySelector('video')?.readyState >= 1").wait()

    assert "0 0 64 32" == page.view_box()
    assert 0.02 == page.run("return document.querySelector('video').currentTime")
    assert ["M10 2h3v4h-3z"] == [one.get_attribute("d") for one in page.all(".shape")]


@pytest.mark.parametrize(
    ("attachment", "why"),
    [
        ("nosuch.mp4", "The film does not load."),
        ("gs://bucket/film.mp4", "The film is not shown: a browser does not load this address. gs://bucket/film.mp4"),
    ],
)
def test_a_film_that_does_not_load(shown: Shown, attachment: str, why: str) -> None:
    """A film that is not there is told; what is drawn on it is still shown."""
    page = shown([task("t", {"annotations": _track()}, "videoannotation", attachment=attachment)], "#task=t")
    page.until("document.querySelector('.view .missing')")

    assert [why] == page.texts(".view .missing")
    assert 1 == len(page.all(".shape"))
    assert page.view_box() == page.press(".").view_box()  # it does not jump from frame to frame


@pytest.mark.parametrize(
    ("attachment", "why"),
    [
        (None, "The image is not shown: the task names none."),
        ("nosuch.png", "The image is not shown: it does not load. nosuch.png"),
        ("s3://b/a.png", "The image is not shown: a browser does not load this address. s3://b/a.png"),
    ],
)
def test_images_that_do_not_load(shown: Shown, attachment: str | None, why: str) -> None:
    """In the place of an image that is not there stands why; it is as large as what is drawn."""
    far = {"type": "box", "label": "car", "left": 100, "top": 50, "width": 100, "height": 50}
    page = shown([task("t", {"annotations": [far]}, attachment=attachment)], "#task=t")
    page.until("document.querySelector('.view .missing')")

    assert [why] == page.texts(".view .missing")
    assert "0 0 210 105" == page.view_box()


def test_outside_of_the_image(shown: Shown, tmp_path: Path) -> None:
    """What lies beyond the image is told."""
    (tmp_path / "a.png").write_bytes(png(20, 10))
    point = {"type": "point", "label": "a", "x": 50, "y": 2}
    page = shown([task("t", {"annotations": [point]}, attachment="a.png")], "#task=t")
    page.until("document.querySelector('.overlay').getAttribute('viewBox') === '0 0 20 10'").wait()

    assert ["1 shape outside of the image."] == page.texts(".view .remark")


def test_labels_of_all_kinds(shown: Shown) -> None:
    """No label, and one that is no text, are drawn like others."""
    labels = (None, "", 7, "x" * 5000)
    page = shown([box(at, label=label) for at, label in enumerate(labels)])
    for at, told in enumerate(["(no label) (1)", "(empty label) (1)", "(no label) (1)", f"{'x' * 5000} (1)"]):
        assert [told] == page.go(f"#task=t{at}").texts(".legend button")
        assert 1 == len(page.all(".shape"))
    assert [] == page.complaints()


def test_ten_thousand_annotations(shown: Shown) -> None:
    """Very many become one path for each label; a mark among them is still drawn, and each row can be reached."""
    many = [
        {
            "uuid": str(at),
            "type": "box",
            "label": "car",
            "left": at % 100 * 10,
            "top": at // 100 * 10,
            "width": 8,
            "height": 8,
        }
        for at in range(10_000)
    ]
    page = shown([task("t", {"annotations": many})], "#task=t", marks={"9000": "too small"})

    assert 1 == len(page.all(".zoom path.merged"))
    assert (1, ["car: too small"]) == (len(page.all("rect.mark")), page.texts("text.caption"))
    assert ["too small"] == page.texts("tbody tr:first-child td:last-child")
    assert ["rows 1 to 300 of 10,000"] == page.texts(".pager span")
    page.click("//button[.='next'][ancestor::section]")
    assert ["rows 301 to 600 of 10,000"] == page.texts(".pager span")

    left, top, width, height = map(float, page.view_box().split())
    page.click_at(".overlay", (504 - left) / width, (994 - top) / height)
    assert ["rows 9,901 to 10,000 of 10,000"] == page.texts(".pager span")
    assert 1 == len(page.all("path.selected"))


def test_empty_frames_of_lidar(shown: Shown, tmp_path: Path) -> None:
    """A frame that has nothing at all is drawn empty; so is one of points only."""
    cuboid = {"label": "car", "yaw": 0, "dimensions": {"x": 4, "y": 2}, "position": {"x": 0, "y": 0}}
    frames = [{"cuboids": [{**cuboid, "uuid": "c", "yaw": yaw}]} for yaw in (3.1, 0, -3.1)]
    page = shown([task("t", {"annotations": frames}, "lidarannotation")])
    file = tmp_path / "page.html"
    file.write_text(
        file.read_text().replace('"frames":[{"points":[]},{"points":[]}', '"frames":[{},{"points":[1,2,3,4]}')
    )
    page.open(str(file), "#task=t&frame=1")

    assert ["frame 1, the last is 2"] == page.texts(".frames output")
    assert 1 == len(page.press(",").all(".shape"))
    assert [] == page.complaints()


def test_masks(shown: Shown, tmp_path: Path) -> None:
    """A mask that is a part of the page is told by a press, and its labels can be hidden."""
    red, size = (200, 0, 0), 8
    (tmp_path / "mask.png").write_bytes(png(size, size, red))
    response = {
        "labelMapping": {"road": {"index": 1, "color": "#b40000"}},
        "annotations": {"combined": {"image": str(tmp_path / "mask.png")}},
    }
    made = Task.received(task("t", response, "segmentannotation").as_dict())
    page = shown([made], "#task=t", embed_images=True).until("document.querySelector('canvas.mask-image')")
    alpha = (
        "const pen = document.querySelector('canvas.mask-image').getContext('2d');"
        "return pen.getImageData(0, 0, 1, 1).data[3]"
    )
    seen = [page.run(alpha)]
    seen += [page.click("//button[contains(., 'road')]").run(alpha) for _ in range(2)]

    assert [255, 0, 255] == seen
    assert ["There: road (1)."] == page.click_at(".overlay", 0.01, 0.01).texts(".view output")
