"""The Airflow face: DAGs from the plan, thin calls of `hotich.jobs`. The only package that imports Airflow."""
