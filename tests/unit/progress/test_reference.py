"""The page about the metrics names each of them."""

from hotich.progress import METRICS, reference


def test_page_has_one_line_a_metric():
    page = reference.markdown()
    for metric in METRICS:
        assert page.count(f"`{metric.name}`") >= 1
        assert metric.meaning in page
    assert (
        len({metric.name for metric in METRICS}) == len({metric.column for metric in METRICS}) == len(METRICS)
    )
