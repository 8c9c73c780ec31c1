"""The page about the numbers, written from their descriptions."""

from hotich.progress.metrics import METRICS, TAGS

_HEAD = f"""# Các chỉ số tiến độ (progress metrics)

Mỗi chỉ số được phát sau mỗi bước của DAG qua StatsD/OpenTelemetry của Airflow (gauge), với các thẻ
{", ".join(f"`{tag}`" for tag in TAGS)}. Định nghĩa duy nhất là cột tương ứng của view `hotich.unit_progress`;
ảnh chụp (`hotich.progress_snapshot`), bảng tiến độ và báo cáo đọc cùng view đó.
Đơn vị chưa gửi thống kê sổ thì chưa có mẫu số: `hotich.cases.planned` không được phát.

| Tên | Cột | Đếm | Tiếng Việt | Meaning |
|---|---|---|---|---|
"""


def markdown() -> str:
    """`docs/reference/metrics.md`."""
    lines = [
        f"| `{metric.name}` | `{metric.column}` | {metric.unit} | {metric.term} | {metric.meaning} |"
        for metric in METRICS
    ]
    return _HEAD + "\n".join(lines) + "\n"
