"""Why a file as a whole is not read. A single bad row never ends up here: see quarantine."""

from onair.kernel.errors import BadInput, TooLarge


class FileRefused(BadInput):
    code = "file_refused"
    zh = "文件 {name} 无法读取：{why}。没有导入任何内容。"
    en = "The file {name} cannot be read: {why}. Nothing was imported."


class WrongType(FileRefused):
    code = "file_wrong_type"
    zh = "文件 {name} 的内容不是可识别的表格（{why}）。没有导入任何内容，请另存为 CSV 或 XLSX 后重试。"
    en = "The content of {name} is no table we know ({why}). Nothing was imported; save it as CSV or XLSX."


class Damaged(FileRefused):
    code = "file_damaged"
    zh = "文件 {name} 已损坏或不完整（{why}）。没有导入任何内容，请重新下载后重试。"
    en = "The file {name} is damaged or cut short ({why}). Nothing was imported; download it again and retry."


class Unsafe(FileRefused):
    code = "file_unsafe"
    zh = "文件 {name} 含有不安全的内容（{why}），已拒绝。没有导入任何内容，请另存为不含宏的普通表格。"
    en = "{name} holds unsafe content ({why}) and was refused. Nothing was imported; save a plain workbook."


class TooBig(TooLarge):
    code = "file_too_large"
    zh = "文件 {name} 超过上限：{limit}。没有导入任何内容，请拆分后重试。"
    en = "The file {name} is over the limit: {limit}. Nothing was imported; split it and retry."


class TooHard(FileRefused):
    code = "file_too_hard"
    zh = "读取文件 {name} 超出内存或时间上限（{why}）。没有导入任何内容，请拆分或另存为 CSV。"
    en = "Reading {name} passed the memory or time limit ({why}). Nothing was imported; split it or use CSV."
