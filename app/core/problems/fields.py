"""The sentences for single fields of a bad input, in both languages."""

from __future__ import annotations

from typing import Any

from app.core.words import mark, translate

REASONS: dict[str, str] = {
    "missing": mark("这一项不能空着"),
    "unknown": mark("没有这一项"),
    "wrong-type": mark("这一项的类型不对"),
    "bad-value": mark("这一项的值不对"),
    "not-a-choice": mark("请从给出的选项里选"),
    "too-long": mark("太长了，最多 {most} 个字"),
    "too-short": mark("太短了，至少 {least} 个字"),
    "too-many": mark("太多了，最多 {most} 个"),
    "out-of-range": mark("数值超出范围（{least} 到 {most}）"),
    "no-number": mark("这里要写一个数"),
    "not-whole": mark("这里要写整数"),
    "too-far": mark("最晚到 {last}（两年以内），请看看年份"),
    "bad-night": mark("起止两个时间都要填，例如 21:00 到 07:00，可以跨过半夜"),
    "bad-time": mark("时间要写成带时区的完整时间，例如 2026-11-22T08:40:00+08:00"),
    "bad-hours": mark("时间要写全，从早到晚，例如 08:30 到 12:00"),
    "bad-date": mark("日期要写成 2026-11-22"),
    "bad-id": mark("编号要是小写带连字符的 UUID"),
    "bad-digest": mark("照片编号要是 64 位小写十六进制"),
    "line-break": mark("这一项要写在一行里，末尾也不能换行"),
    "control-character": mark("不能含有控制字符"),
    "unequal-columns": mark("各列的长度不一样"),
    "times-go-back": mark("时间不能倒退"),
    "duplicate-key": mark("同一项写了两次"),
    "not-here": mark("没有找到"),
    "several": mark("有几个地方叫这个名字，请选一个"),
    "common-password": mark("这个密码太常见，请换一个"),
    "bad-telephone": mark("电话号码只能有数字、空格、括号和横线"),
    "bad-phone": mark("手机号要是 11 位数字"),
    "bad-number": mark("请填 11 位手机号，或者带区号的座机号码；也可以不填"),
    "twice": mark("同一张照片放了两次"),
    "needs-text-or-photo": mark("请写一句话或拍一张照片"),
    "needs-text": mark("请写一句话"),
    "needs-reason": mark("请说明原因"),
    "needs-until": mark("请给出时间"),
    "needs-to": mark("请选择对象"),
    "needs-call": mark("有几个吹哨，请指明是哪一个"),
    "both-settled-and-escalated": mark("不能同时现场处理好又上报"),
    "needs-change": mark("请写明要更正什么"),
    "personal-number": mark("里面有像手机号或身份证号的数字，请去掉"),
    "needs-a-look": mark("请先看过下面的提醒，再勾选"),
    "past": mark("时间要晚于现在"),
    "not-among-photos": mark("照片不在这条记录里"),
    "before-start": mark("结束不能早于开始"),
    "taken": mark("已经有人用了"),
    "unknown-role": mark(
        "没有这个岗位，请写网格员、网格长、网格指导员、楼栋长、值班员、部门承办人、指挥中心或管理员"
    ),
    "no-areas": mark("还没有区域，请先导入区域"),
    "several-areas": mark("有几个同名的（{codes}），请写编码"),
    "belongs-to": mark("这个号码已经是{name}的，请核对"),
    "has-left": mark("{name}已停用，请先恢复账号"),
    "not-yours": mark("网格长只能加网格员和楼栋长，其他岗位请管理员加"),
    "not-at-a-building": mark("网格员走一整个网格，一栋楼只能加楼栋长"),
    "known-elsewhere": mark("这个人已经登记在别处，请管理员加岗位"),
    "posts-elsewhere": mark("此人在别的区域也有岗位，姓名和号码请由上级管理员修改"),
    "not-the-number": mark("名单上是 {number} 人"),
    "twice-in-table": mark("和第 {row} 行重复"),
    "other-name-in-table": mark("号码和第 {row} 行相同，姓名不同"),
    "no-header": mark("没有找到表头，需要这些列：{headers}"),
    "stray-quote": mark(
        "第 {row} 行的引号不成对，或者一格里有换行又有分隔符，会把下面的行吞掉；请改好这一行再上传"
    ),
    "not-a-table": mark("这个文件不是能读的表格"),
    "not-geojson": mark("这个文件不是完整的 GeoJSON 要素集合（FeatureCollection）"),
    "other-crs": mark("坐标要是 WGS-84 经纬度；火星坐标（GCJ-02）、百度坐标或投影坐标请先转换"),
    "old-spreadsheet": mark("这种表格文件读不了；请用 Excel 或 WPS 打开，另存为 XLSX 再上传"),
    "is-pdf": mark("这是 PDF，里面的表读不出来；请找到原来的表格文件（XLSX 或 CSV）再上传"),
    "is-picture": mark("这是图片，不是表格；请上传 XLSX 或 CSV"),
    "is-word": mark("这是 Word 文档；请把里面的表复制到 Excel 或 WPS，另存为 XLSX 再上传"),
    "is-locked": mark("这个文件有密码或者加了密；请去掉密码，另存一份再上传"),
    "is-archive": mark("这是压缩包；请先解压，再上传里面的文件"),
    "is-database": mark("这是地图数据库（如 GeoPackage）；请用地图软件导出为 GeoJSON 再上传"),
    "is-map": mark("这是地图文件，这里要表格；请上传 XLSX 或 CSV"),
    "is-part-of-shapefile": mark("这只是 Shapefile 的一部分；请把 .shp、.dbf、.prj 一起压缩成 ZIP 再上传"),
    "broken-outlines": mark("这个地图文件不完整，读不出来；请重新导出，或者导出为 GeoJSON"),
    "no-result": mark("里面的公式没有存下结果，请用表格软件打开这个文件，保存一次再上传"),
    "several-in-one": mark("没有找到；一格里像是写了几个地方，请一行写一个"),
    "several-phones": mark("一格里有几个号码，请只留一个"),
    "landline": mark("这是座机，登录要用 11 位手机号；没有手机的，请写工号"),
    "is-mht": mark("这是网页存档（MHT），不是真正的表格；请用 Excel 或 WPS 打开，另存为 XLSX 再上传"),
    "is-empty": mark("这个文件是空的，里面什么也没有；请核对选的是不是这个文件"),
    "cell-error": mark("里面是 {value}，表格没算出来，请改好这一格"),
    "too-large-table": mark("表格太大"),
    "too-many-rows": mark("一次最多 {most} 行，请分开上传"),
}


def sentence(reason: str, language: str, parameters: dict[str, Any]) -> str:
    """The sentence for `reason` in "zh" or "en"."""
    return translate(REASONS[reason], language, **parameters)
