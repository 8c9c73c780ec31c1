"""The page about the numbers, written from their descriptions."""

from collections.abc import Sequence

from hotich.progress.metrics import METRICS, QUEUE_METRICS, QUEUE_TAGS, SYSTEM, TAGS, Metric
from hotich.storage.states import QueueKind

_HEAD = f"""# Các chỉ số tiến độ (progress metrics)

Mỗi chỉ số được phát sau mỗi bước của DAG qua StatsD/OpenTelemetry của Airflow (gauge), với các thẻ
{", ".join(f"`{tag}`" for tag in TAGS)}. Định nghĩa duy nhất là cột tương ứng của view `hotich.unit_progress`;
ảnh chụp (`hotich.progress_snapshot`), bảng tiến độ và báo cáo đọc cùng view đó.
Đơn vị chưa gửi thống kê sổ thì chưa có mẫu số: `hotich.cases.planned` không được phát.

"""
_COLUMNS = "| Tên | Cột | Đếm | Tiếng Việt | Meaning |\n|---|---|---|---|---|\n"
_QUEUE = f"""
## Việc đang mở (open work)

Với các thẻ {", ".join(f"`{tag}`" for tag in QUEUE_TAGS)}; định nghĩa duy nhất là view `hotich.work_queue`, cũng là nguồn của
`hotich queue`. `unit` là mã của đơn vị phải xử lý hôm nay (đơn vị kế thừa, nếu đơn vị lập sổ không còn);
`{SYSTEM}`: không thuộc đơn vị nào. Loại không có việc nào được phát với giá trị 0.

"""
_KINDS = "\n| `kind` | Việc gì |\n|---|---|\n"


def markdown() -> str:
    """`docs/reference/metrics.md`."""
    kinds = "".join(f"| `{kind.value}` | {kind.term} |\n" for kind in QueueKind)
    return _HEAD + _COLUMNS + _lines(METRICS) + _QUEUE + _COLUMNS + _lines(QUEUE_METRICS) + _KINDS + kinds


def _lines(described: Sequence[Metric]) -> str:
    return "".join(
        f"| `{metric.name}` | `{metric.column}` | {metric.unit} | {metric.term} | {metric.meaning} |\n"
        for metric in described
    )
