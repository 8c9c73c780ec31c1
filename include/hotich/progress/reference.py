"""The page about the numbers, written from their descriptions."""

from collections.abc import Sequence

from hotich.progress.metrics import METRICS, QUEUE_METRICS, QUEUE_TAGS, SYSTEM, TAGS, Metric
from hotich.progress.prometheus import DATA_DATE, prometheus_name
from hotich.progress.standing_metrics import (
    PLAN,
    STAGE,
    STANDING_METRICS,
    STANDING_TAGS,
    UNIT,
)
from hotich.storage.states import QueueKind

_HEAD = f"""# Các chỉ số tiến độ (progress metrics)

Hai đường, cùng một con số: mỗi lượt đếm của DAG phát chúng qua StatsD/OpenTelemetry của Airflow (gauge); bảng tiến độ trả lời
chúng cho Prometheus ở `/metrics`, tên viết với dấu gạch dưới (`{METRICS[0].name}` → `{prometheus_name(METRICS[0])}`).
Cách bật và bảng Grafana ([grafana/hotich.json](grafana/hotich.json)): [Đo lường](../how-to/do-luong.md).

## Trường hợp và sổ (cases and books)

Với các thẻ {", ".join(f"`{tag}`" for tag in TAGS)}. Định nghĩa duy nhất là cột tương ứng của view `hotich.unit_progress`;
ảnh chụp (`hotich.progress_snapshot`), bảng tiến độ và báo cáo đọc cùng view đó.
Đơn vị chưa gửi thống kê sổ thì chưa có mẫu số: `hotich.cases.planned` không được phát.

"""
_COLUMNS = "| Tên | Cột | Đếm | Tiếng Việt | Meaning |\n|---|---|---|---|---|\n"
_QUEUE = f"""
## Việc đang mở (open work)

Với các thẻ {", ".join(f"`{tag}`" for tag in QUEUE_TAGS)}; định nghĩa duy nhất là view `hotich.work_queue`, cũng là nguồn của
`hotich queue`. `unit` là mã của đơn vị phải xử lý hôm nay (đơn vị kế thừa, nếu đơn vị lập sổ không còn);
`{SYSTEM}`: không thuộc đơn vị nào. Loại không có việc nào được phát với giá trị 0;
ở Prometheus thì vắng.

"""
_STANDING = f"""
## So với kế hoạch (against the plan)

Với các thẻ {", ".join(f"`{tag}`" for tag in STANDING_TAGS)}; định nghĩa duy nhất là `hotich.progress.Standing`, cũng là nguồn của bảng
tiến độ, báo cáo và đôn đốc ([cách tính](../explanation/tien-do.md)). `scope` cho biết con số nói về đâu: `{PLAN}` cả kế hoạch (chỉ ở Prometheus),
`{STAGE}` một giai đoạn, `{UNIT}` một đơn vị trong một giai đoạn. Không cộng các `scope` với nhau.
Con số không nói được (chưa có mẫu số, chưa đủ dữ liệu) không được phát.

"""
_ADHERENCE = "\n| Mã tình trạng | Nghĩa |\n|---|---|\n"
_DATA_DATE = f"""
## Mức và ngày số liệu (limits, data date)

Chỉ ở Prometheus, không có thẻ. Các mức là của kế hoạch (`tracking`). Số liệu cũ bao lâu là `time() - {prometheus_name(DATA_DATE)}`.

"""
_KINDS = "\n| `kind` | Việc gì |\n|---|---|\n"


def markdown() -> str:
    """`docs/reference/metrics.md`."""
    kinds = "".join(f"| `{kind.value}` | {kind.term} |\n" for kind in QueueKind)
    parts = (
        (_HEAD, METRICS),
        (_STANDING, STANDING_METRICS),
        (_DATA_DATE, (DATA_DATE,)),
        (_QUEUE, QUEUE_METRICS),
    )
    return "".join(head + _COLUMNS + _lines(described) for head, described in parts) + _KINDS + kinds


def _lines(described: Sequence[Metric]) -> str:
    return "".join(
        f"| `{metric.name}` | `{metric.column}` | {metric.unit} | {metric.term} | {metric.meaning} |\n"
        for metric in described
    )
