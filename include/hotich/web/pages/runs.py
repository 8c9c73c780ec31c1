"""Runs: what the DAGs did last, what went wrong and what comes next. For the province, which runs them."""

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from hotich.progress.runs import last_loads, stage_runs
from hotich.registers import REGISTERS
from hotich.storage.incidents import open_incidents
from hotich.storage.states import LoadState
from hotich.web.context import Context, Signed
from hotich.web.paths import home

router = APIRouter()

RUNS = "/van-hanh"


@router.get(RUNS)
def runs(context: Signed) -> Response:
    """Stage by stage, then open incidents with their next step, then the last loads. As it is now."""
    if not context.sees_all:
        raise HTTPException(
            403, "Trang vận hành dành cho tài khoản cấp tỉnh. Việc của đơn vị nằm ở trang của đơn vị."
        )
    plan = context.plan.at(context.as_of)
    return context.page(
        "runs.html",
        stages=plan.stages,
        runs=stage_runs(context.conn),
        incidents=open_incidents(context.conn),
        loads=last_loads(context.conn),
        registers={code: register.term for code, register in REGISTERS.items()},
        load_states=LoadState,
        stage_names={one.id: one.name for one in plan.stages},
        dag_ids={one.id: f"{plan.id}__{one.id}" for one in plan.stages},
        airflow=_airflow(context),
    )


def _airflow(context: Context) -> str | None:
    """Where Airflow's pages are: named by a setting, or the server that this dashboard is mounted in. None: not known."""
    named = context.settings.airflow_url
    if named:
        return named.rstrip("/")
    return "" if home(context.request) else None
