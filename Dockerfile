# One image for all of Airflow's processes: the locked libraries, the project, an unprivileged user.
FROM python:3.12.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    LANG=C.UTF-8 \
    TZ=Asia/Ho_Chi_Minh

RUN groupadd --gid 50000 hotich \
    && useradd --uid 50000 --gid hotich --create-home --home-dir /home/hotich hotich \
    && mkdir -p /opt/hotich /srv/hotich/home /srv/hotich/inbox /srv/hotich/outbox /srv/hotich/airflow \
    && chown -R hotich:hotich /srv/hotich

WORKDIR /opt/hotich

# The libraries first: they change seldom, and bytecode made here is not made again by each process.
COPY requirements.txt ./
RUN pip install --require-hashes --compile -r requirements.txt

COPY pyproject.toml requirements.in README.md LICENSE ./
COPY include include
COPY dags dags
COPY plugins plugins
COPY expectations expectations
COPY docs docs
RUN pip install --no-deps --editable . && python -m compileall -q include

ENV AIRFLOW_HOME=/srv/hotich/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/hotich/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/hotich/plugins \
    PYTHONPATH=/opt/hotich/include/hotich_airflow/preload \
    GX_ANALYTICS_ENABLED=False \
    HOTICH_HOME=/srv/hotich/home \
    HOTICH_INBOX=/srv/hotich/inbox \
    HOTICH_OUTBOX=/srv/hotich/outbox

USER hotich
VOLUME ["/srv/hotich/home", "/srv/hotich/airflow"]
ENTRYPOINT ["airflow"]
CMD ["version"]
