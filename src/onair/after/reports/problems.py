"""What can be wrong with a dropped file as a whole."""

from onair.kernel.errors import BadInput, Conflict, NotFound


class ReportNotFound(NotFound):
    code = "report_not_found"
    zh = "没有这个平台文件，或者它属于别的团队。没有任何改动。"
    en = "There is no such platform file, or it belongs to another team. Nothing was changed."


class NoFile(BadInput):
    code = "report_no_file"
    zh = "没有文件 {file}。没有保存任何内容。"
    en = "There is no file {file}. Nothing was kept."


class NothingKnown(BadInput):
    code = "report_layout_unknown"
    zh = "「{file}」里没有认得的报表。表头是：{headers}。没有保存任何内容；请确认下载的是直播数据，或用导入向导说明各列的意思。"
    en = "{file} holds no report we know. Its headers: {headers}. Nothing was kept; check the download, or use the wizard."


class IsImport(BadInput):
    code = "report_is_import"
    zh = "「{file}」是逐笔的数据（{title_zh}），不是汇总报表。这里没有保存任何内容；请从「导入」放入，它会归到场次并参与核对。"
    en = "{file} holds single events ({title_en}), no report. Nothing was kept; drop it at Imports: it finds its show there."


class NoRows(BadInput):
    code = "report_no_rows"
    zh = "「{file}」认得，但一行也没有读到（{rejected} 行有问题，第一处：{first}）。没有保存任何内容，请重新下载。"
    en = "No row of {file} could be read ({rejected} are bad, first: {first}). Nothing was kept; download it again."


class DayOrderNeeded(BadInput):
    code = "report_day_order"
    zh = "「{file}」里的日期（如 {example}）分不清日和月。没有保存任何内容，请说明是「日/月」还是「月/日」后重试。"
    en = "Dates of {file} (like {example}) do not tell day from month. Nothing was kept; say which comes first."


class NotWithdrawn(Conflict):
    code = "report_not_withdrawn"
    zh = "这个文件没有被撤回，它的数一直在。没有任何改动。"
    en = "This file was not withdrawn; its values stand. Nothing was changed."


class LayoutNotFound(NotFound):
    code = "report_layout_not_found"
    zh = "没有这张学会的表，或者它属于别的团队。没有任何改动。"
    en = "There is no such learnt table, or it belongs to another team. Nothing was changed."


class LayoutWrong(BadInput):
    code = "report_layout_wrong"
    zh = "这样认列不行：{zh}。没有保存任何内容。"
    en = "The columns cannot be read so: {en}. Nothing was kept."


class AlreadyWithdrawn(Conflict):
    code = "report_withdrawn"
    zh = "这个文件已经撤回。没有任何改动。"
    en = "This file was withdrawn already. Nothing was changed."
