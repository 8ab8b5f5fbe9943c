"""Why an import does not go on."""

from typing import Any

from onair.kernel.errors import BadInput, Conflict, NotFound


class NeedsMapping(BadInput):
    """`data`: headers, sample (personal columns hidden), guess (field → header), signature."""

    code = "needs_mapping"
    zh = "不认识表格 {file} 的列。没有导入任何内容；请指明各列的含义，只需一次。"
    en = "The columns of {file} are not known. Nothing was imported; say what they mean, once."


class UnknownFile(BadInput):
    code = "unknown_file"
    zh = "无法识别文件 {file} 的内容。没有导入任何内容；请用 --kind 指明种类，或换成 CSV、XLSX。"
    en = "The content of {file} is not recognised. Nothing was imported; name its kind or use CSV or XLSX."


class OrdersOfAnotherShop(BadInput):
    """`data`: theirs (what the file names), ours."""

    code = "orders_of_another_shop"
    zh = (
        "这份订单属于「{theirs}」，而这里的直播间是「{ours}」：是另一家店的文件。"
        "没有导入任何内容；请选对文件或场次，若是同一账号，请把直播间的账号改成文件里的写法。"
    )
    en = (
        "These orders belong to {theirs}, the room here is {ours}: a file of another shop. Nothing was imported; choose the "
        "right file or show, or write the room's account as the file does."
    )


class ZeroAlone(BadInput):
    code = "t0_without_stage"
    zh = "给了 t0 却没有 stage：不知道要把日志移到什么时间。没有导入任何内容，请同时给出 stage。"
    en = "t0 came without stage: where the log shall be moved is not known. Nothing was imported; give both."


class NoTitle(BadInput):
    code = "show_title_missing"
    zh = "没有写明导入到哪一场。没有导入任何内容，请给出场次标题或编号。"
    en = "Nothing says which show this belongs to. Nothing was imported; give a title or an id."


class NoSuchFile(NotFound):
    code = "file_not_found"
    zh = "没有找到文件 {file}。没有导入任何内容，请核对路径。"
    en = "There is no file {file}. Nothing was imported; check the path."


class BadMoment(BadInput):
    code = "bad_moment"
    zh = "时间 {value} 无法读取。没有导入，请写成 2026-11-11T20:00:00+08:00 或毫秒。"
    en = "The time {value} cannot be read. Nothing was imported; write RFC 3339 or milliseconds."


class NothingInFile(BadInput):
    """`data`: file, kind, rejected, reasons (code → rows)."""

    code = "nothing_imported"
    zh = "文件 {file} 里没有一行可以导入（隔离 {rejected} 行）。没有改动任何场次，请查看隔离清单。"
    en = "No row of {file} could be imported ({rejected} quarantined). No show was changed."


class Cancelled(Conflict):
    code = "import_cancelled"
    zh = "导入已取消。已写入的 {kept} 个事件保留，再次导入同一文件会接着补齐。"
    en = "The import was cancelled. The {kept} events written stay; importing the file again completes them."


class NotWaiting(Conflict):
    code = "import_not_waiting"
    zh = "这次导入的状态是「{state}」，现在不能这样做。没有任何改动。"
    en = "This import is {state}; that cannot be done now. Nothing was changed."


class Interrupted(Conflict):
    code = "import_interrupted"
    zh = "导入中断，没有完成。已写入的事件保留；请再次导入同一文件，它会接着补齐。"
    en = "The import was interrupted. The events written stay; import the file again to complete them."


class QuarantineEmpty(NotFound):
    code = "quarantine_empty"
    zh = "这次导入没有被隔离的行。"
    en = "No row of this import was quarantined."


class ImportNotFound(NotFound):
    code = "import_not_found"
    zh = "没有这次导入，或者它不属于您的团队。"
    en = "There is no such import, or it belongs to another team."


def as_stored(error: Any) -> dict[str, Any]:
    """A problem as kept beside its import, in both languages."""
    return {"code": error.code, "zh": error.detail("zh"), "en": error.detail("en")}
