"""Durable jobs, on dbos; only this package knows the engine.

A report is planned (``plan_report``), each of its pages is read by a workflow of its own on the reading
queue (``read_page``), and the page that ends last has the report extracted (``extract_report``). Each
workflow is enqueued in the transaction that makes it due, with the rows that it is about, so the upload's
row, its file and its job are one fact. After kill -9 unfinished workflows run again, on this machine or on
another; finished pages stay, because results live in our tables under a unique key and every step may be
repeated. Tries are counted in the page row: a page that kills its reader three times, or was begun ten
times without an end, is set aside with its reason.

- ``engine``: starts and stops the engine, enqueues
- ``workflows``: the functions that the engine runs
- ``steps``: what they do to rows and files
- ``order``: who comes first
- ``presence``: which workers live      ``keeper``: takes over from those that do not
"""

from service.jobs.engine import JOB_VERSION, Jobs
from service.jobs.order import MANY_REPORTS
from service.jobs.presence import workers_of

__all__ = ["JOB_VERSION", "MANY_REPORTS", "Jobs", "workers_of"]
