"""Measures how fast the work goes, as ratios within one run: `make bench`, or `python -m benchmarks --help`.

What is compared: the pipeline without Airflow, raw COPY of the same rows into the same indexed table (the limit of this
machine), the usual way (pandas, openpyxl, Great Expectations with id columns, `to_sql`), and the same delivery through
a real Airflow. Each in a process of its own, each on a fresh database.
"""
