"""The check of Chinese marks finds what it must and leaves alone what only looks like text."""

from pathlib import Path

import pytest

from tests import punctuation

# All that is to be found stands in raw strings: the check reads no pattern, or it would mend this file.
MARKS = {
    r"没有信号,请稍后再试": "没有信号，请稍后再试",
    r"表头要有这些列: 姓名": "表头要有这些列：姓名",
    r"已存在手机里;有信号时再传": "已存在手机里；有信号时再传",
    r"解决了吗?": "解决了吗？",
    r"好!": "好！",
    r"照片 (可不拍)": "照片（可不拍）",
    r"用 CSV 或 XLSX,都可以": "用 CSV 或 XLSX，都可以",
    r"不是 GeoJSON 要素(Feature)": "不是 GeoJSON 要素（Feature）",
    r"“{value}”看不懂,请写成 2026-11-22": "“{value}”看不懂，请写成 2026-11-22",
    r"{what}:指挥室已收到 {when}。": "{what}：指挥室已收到 {when}。",
    r"巡查时发现{place}:{thing}。": "巡查时发现{place}：{thing}。",
    r"%(a)s 行,变更 %(b)s 行": "%(a)s 行，变更 %(b)s 行",
    r"点「待上传」": "点“待上传”",
    r'点"完成"': "点“完成”",
    r"共3件": "共 3 件",
    r"用Chrome打开": "用 Chrome 打开",
}
STAY = (
    "巡查 08:30 开始",
    "工作时间，如 08:30-12:00,14:00-17:30",
    "第1网格 5幢2单元301，11月26日",
    "2026-01-01至2026-12-31",
    "现在打开 https://example.org/a?b:c",
    "坐标 120.5,27.5 和 {lat:.5f}",
    "The desk (指挥室) dispatches: 派单, 督办, and more of the kind",
    "a, b; c: d? (e)!",
)
KINDS = (
    ("app/a.py", r"""f"{n or '没有,'}件,{who}" """, """f"{n or '没有，'}件，{who}" """),
    ("app/a.py", r'x = {"等": a, "好": b}  # 等,好', 'x = {"等": a, "好": b}  # 等，好'),
    ("app/a.py", r'at = f"{day:%H:%M}前,再看"', 'at = f"{day:%H:%M}前，再看"'),
    ("app/a.js", r'a = ["好,", `还有 ${n ? "几,个" : 0} 件:`]; // 好,吗', 'a = ["好，", `还有 ${n ? "几，个" : 0} 件：`]; // 好，吗'),
    ("app/a.js", r'a.replace(/["好],/, "好,")', r'a.replace(/["好],/, "好，")'),
    ("templates/a.html", r'<p title="好,吗">没,{{ _("请,写") }}</p>', '<p title="好，吗">没，{{ _("请，写") }}</p>'),
    ("templates/a.html", r"{{ {'好': 1, '坏': 2} }}:好&nbsp;的,吧", "{{ {'好': 1, '坏': 2} }}：好&nbsp;的，吧"),
    ("app/a.po", r'msgid "没有好,吗"', 'msgid "没有好，吗"'),
    ("docs/a.md", r"| 名称,类型 | its name, its kind |", "| 名称，类型 | its name, its kind |"),
)  # fmt: skip
LEFT = (
    ("app/a.py", r'NAME = re.compile(r"(?:先生|女士)(某),")'),
    ("app/a.py", r'DATA = "姓名,手机号".encode() + b"1,2"  # half-width: columns'),
    ("app/a.py", r"a = b.replace('好', c), d['好'], e['好']"),
    ("tests/a.py", r'"姓名,手机号,网格\n张三,1,甲"'),
    ("tests/a.py", r'",13900001111,第1网格,网格员,,,"'),
    ("tests/a.py", r'"李四,1,"'),
    ("docs/a.md", "```\n好,吗\n```"),  # half-width: a sample
    ("docs/a.md", r"`好,吗` 好 [吗](好,吗.md)"),
)


@pytest.mark.parametrize(("wrong", "right"), MARKS.items())
def test_what_a_chinese_editor_would_mend_is_mended_once(wrong, right):
    assert _mended("docs/words.md", wrong) == right
    assert _mended("app/words.py", f"SAID = _('{wrong}')") == f"SAID = _('{right}')"


@pytest.mark.parametrize("text", STAY)
def test_what_is_right_stays(text):
    for name in ("app/words.py", "tests/words.py"):
        assert _mended(name, f'SAID = "{text}"  # {text}') == f'SAID = "{text}"  # {text}'


@pytest.mark.parametrize(("name", "wrong", "right"), KINDS)
def test_only_words_are_read_in_each_kind_of_file(name, wrong, right):
    assert _mended(name, wrong) == right


@pytest.mark.parametrize(("name", "text"), LEFT)
def test_patterns_code_and_tables_stay_as_they_are(name, text):
    assert _mended(name, text) == text


def test_in_tests_the_spaces_and_quotes_that_people_type_stay():
    typed = r"""T = '电话13912345678,找"李阿姨"'"""
    assert _mended("tests/a.py", typed) == typed.replace(",", punctuation.WIDE[","])


def _mended(name: str, text: str) -> str:
    """The text as that of a file of this name, mended; a second time changes nothing."""
    right = punctuation.mended(Path(name), text)
    assert punctuation.mended(Path(name), right) == right
    return right
