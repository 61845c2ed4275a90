"""The engines that add up exported lines: DuckDB in this process, Spark on this machine or a cluster.

Neither is needed by whoever works on one laptop: each is imported when it is asked for.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tpdesk.errors import InputProblem, Locked, UsageProblem
from tpdesk.text import shown

if TYPE_CHECKING:
    import duckdb

    from tpdesk.models.exported.sums import Engine

ENGINES: Final = ("duckdb", "spark")
_LOCAL: Final = "local[*]"
_AT_A_TIME: Final = 10_000
_NO_SPARK_FOLDER: Final = frozenset("[]{}*?,\\" if sys.platform != "win32" else "[]{}*?,")
"""Signs that Spark takes for a pattern in the name of a folder."""


@contextlib.contextmanager
def open_engine(name: str, master: str = "", *, scratch: Path | None = None) -> Iterator[Engine]:
    """Yield an engine; `master` is Spark's cluster, or this machine, `scratch` a folder for what does not fit into
    memory. Raises UsageProblem where it is not installed."""
    if name == "spark":
        yield from _spark(master or _LOCAL)
        return
    if master:
        raise UsageProblem("--master names a Spark cluster: give --engine spark with it.")
    with contextlib.closing(connect_duckdb(scratch)) as connection:
        yield DuckEngine(connection)


def not_installed(name: str, extra: str) -> UsageProblem:
    """Return the words for an engine that is not there."""
    return UsageProblem(
        f"{name} is not installed, and this needs it: python -m pip install 'tpdesk[{extra}]'. Without a network, "
        f"download its wheels elsewhere (python -m pip download 'tpdesk[{extra}]' -d wheels), bring the folder here, "
        f"and install with --no-index --find-links wheels. Nothing else in tpdesk needs it.",
        title=f"{name} is not installed",
    )


# -- DuckDB


def connect_duckdb(scratch: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Return a database in memory that fetches nothing from a network. Raises UsageProblem where DuckDB is missing."""
    try:
        import duckdb
    except ImportError as error:
        raise not_installed("DuckDB", "scale") from error
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False, "autoload_known_extensions": False, "preserve_insertion_order": False,
    }  # fmt: skip
    if scratch is not None:
        settings["temp_directory"] = str(scratch)
    return duckdb.connect(":memory:", config=settings)


def duck_text(text: str) -> str:
    """Return a text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def _duck_file(file: Path) -> str:
    """Return a file as a literal of SQL in which no sign stands for others."""
    return duck_text("".join(f"[{sign}]" if sign in "[*?" else sign for sign in str(file)))


@contextlib.contextmanager
def duck_words() -> Iterator[None]:
    """Turn DuckDB's errors into ours with words."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise Locked(
            f"DuckDB has no room for the sums ({_first_line(error)}). Close other programs, free disk space, or build "
            "from fewer places at a time.",
            title="Not enough room",
        ) from error
    except (duckdb.IOException, duckdb.InvalidInputException, duckdb.BinderException) as error:
        raise _unreadable(error) from error
    except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
        raise too_large(error) from error
    except duckdb.Error as error:
        raise _unreadable(error) from error


class DuckEngine:
    """DuckDB, in this process."""

    name = "duckdb"

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def rows(self, sql: str, files: Sequence[Path]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query over the lines of the files, read one query after the other."""
        with duck_words():
            names = ", ".join(map(_duck_file, files))
            self._connection.execute(
                f"CREATE OR REPLACE TEMP VIEW spend_line AS SELECT * FROM read_parquet([{names}], hive_partitioning = "
                "false)"
            )
            found = self._connection.execute(sql)
            while rows := found.fetchmany(_AT_A_TIME):
                yield from rows


# -- Spark


def _spark(master: str) -> Iterator[Engine]:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise not_installed("Spark", "spark") from error
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise UsageProblem(
            "Spark needs Java 17 or later, which is not on this machine. Install one (on Debian and Ubuntu: apt-get "
            "install openjdk-17-jre-headless), or use --engine duckdb, which needs none.",
            title="Java is not installed",
        )
    settings = {
        "spark.sql.ansi.enabled": "true", "spark.sql.session.timeZone": "UTC", "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false", "spark.sql.parquet.enableVectorizedReader": "true",
    }  # fmt: skip
    if master.startswith("local"):
        # What one machine adds up needs no 200 parts, Spark's own number for a cluster.
        settings |= {
            "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.shuffle.partitions": "8",
        }  # fmt: skip
    builder = SparkSession.builder.master(master).appName("tpdesk cube build")
    for key, value in settings.items():
        builder = builder.config(key, value)
    # Spark has one session a process: one that runs already is its opener's to stop.
    is_ours = SparkSession.getActiveSession() is None
    try:
        session = builder.getOrCreate()
    except Exception as error:
        raise UsageProblem(
            f"Spark cannot be started at {shown(master)}: {_first_line(error)}. Check --master and Java.",
            title="Spark cannot be started",
        ) from error
    session.sparkContext.setLogLevel("OFF")
    try:
        yield SparkEngine(session)
    finally:
        if is_ours:
            session.stop()


class SparkEngine:
    """Spark, on this machine or a cluster that sees the files under the same path."""

    name = "spark"

    def __init__(self, session: Any) -> None:
        self._session = session

    def rows(self, sql: str, files: Sequence[Path]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query over the lines of the files."""
        names = [file.resolve().as_posix() for file in files]
        odd = next((name for name in names if _NO_SPARK_FOLDER & set(name)), None)
        if odd is not None:
            raise UsageProblem(
                f"Spark takes a sign in the name {shown(odd)} for a pattern. Move the folder to a name of letters and "
                "digits, or use --engine duckdb."
            )
        from py4j.protocol import Py4JJavaError
        from pyspark.errors import PySparkException

        try:
            lines = self._session.read.option("recursiveFileLookup", "true").parquet(*names)
            lines.createOrReplaceTempView("spend_line")
            for row in self._session.sql(sql).toLocalIterator(prefetchPartitions=True):
                yield tuple(row)
        except (PySparkException, Py4JJavaError) as error:
            words = str(error)
            raise (too_large(error) if "OVERFLOW" in words.upper() else _unreadable(error)) from error


# -- words


def too_large(error: Exception | None = None) -> InputProblem:
    """Return the words for amounts whose sum is larger than any desk holds."""
    detail = f" ({_first_line(error)})" if error else ""
    return InputProblem(
        f"The amounts of the exported lines come to more than can be added up{detail}. Nothing was built: one of the "
        "files is damaged, or was not written by tpdesk.",
        title="More money than can be added up",
    )


def _unreadable(error: Exception) -> InputProblem:
    return InputProblem(
        f"The exported lines cannot be read: {_first_line(error)}. Nothing was built. Export them again from their "
        "desk.",
        title="These exported lines cannot be read",
    )


def _first_line(error: Exception) -> str:
    """Return the first line of an engine's error that says something, without the full stop."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return shown(lines[0][:400] if lines else type(error).__name__).rstrip(".")
