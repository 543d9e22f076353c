"""The two Chinese translations of each add-on: whole, true to the source's placeholders and tags, in the regulation's words."""

import re
from collections import Counter

import polib
import pytest
from babel.messages import extract

from tools import addons, paths

LANGUAGES = ("zh_TW", "zh_CN")
CATALOGUES = [(name, language) for name in sorted(addons.folders()) for language in LANGUAGES]

# What the regulation calls things, wherever the English term is a text of its own: (zh_TW, zh_CN).
TERMS = {
    "Leasing": ("招商", "招商"),
    "Operations": ("營運", "营运"),
    "Research": ("項目調研", "项目调研"),
    "Site Visit": ("實地考察", "实地考察"),
    "Client Development": ("客戶開發", "客户开发"),
    "Negotiation": ("項目洽談", "项目洽谈"),
    "Letter of Intent": ("合作意向", "合作意向"),
    "Contract": ("合同簽訂", "合同签订"),
    "Legal Review": ("法務審核", "法务审核"),
    "Leadership Approval": ("公司領導審批", "公司领导审批"),
    "Follow-up": ("項目跟進", "项目跟进"),
    "Move-in Formalities": ("入駐手續", "入驻手续"),
    "Return Visit": ("定期回訪", "定期回访"),
    "Wants": ("需求意向", "需求意向"),
    "Leasing Pipeline": ("招商流程", "招商流程"),
    "Leasing Manager": ("招商經理", "招商经理"),
    "Leasing Specialist": ("招商專員", "招商专员"),
    "Operations Manager": ("營運經理", "营运经理"),
    "Operations Specialist": ("營運專員", "营运专员"),
    "Marketing Planner": ("營銷策劃專員", "营销策划专员"),
    "Customer Service Specialist": ("客戶服務專員", "客户服务专员"),
    "Appraisals": ("績效考核", "绩效考核"),
    "Training": ("培訓", "培训"),
    "Complaint": ("投訴", "投诉"),
    "Complaints": ("投訴", "投诉"),
    "Member": ("會員", "会员"),
    "Members": ("會員", "会员"),
}
# The chapters that are built use these: without them the table above would prove nothing.
IN_USE = {
    "mall_leasing": {"Leasing", "Research", "Client Development", "Negotiation", "Letter of Intent", "Contract", "Legal Review",
                     "Leadership Approval", "Follow-up", "Leasing Pipeline", "Leasing Manager", "Leasing Specialist", "Wants"},
    "mall_operations": {"Operations", "Operations Manager", "Operations Specialist", "Marketing Planner", "Customer Service Specialist"},
    "hr_quarterly_appraisal": {"Appraisals"},
    "staff_training": {"Training"},
}  # fmt: skip

# Common characters that one script writes and the other does not.
FOREIGN = {
    "zh_TW": "们这来会时对说过还进动发单经业为与开关门问间网设请认证试订记许论议语误调谁谈账货质费资购员审应权条极标样归录总续约级线组细给统绩签"
             "类划则创删务协区历压变号启团国图场块声处备头实导层币师带库张当态户执择损换据报护无显铺闭阅阶险随难须项预领颜题额驳验",
    "zh_CN": "們這來會時對說過還進動發單經業為與開關門問間網設請認證試訂記許論議語誤調誰談賬貨質費資購員審應權條極標樣歸錄總續約級線組細給統績簽"
             "類劃則創刪務協區歷壓變號啟團國圖場塊聲處備頭實導層幣師帶庫張當態戶執擇損換據報護無顯鋪閉閱階險隨難須項預領顏題額駁驗",
}  # fmt: skip

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd%]|\{\{.*?\}\}")
TAG = re.compile(r"</?[a-zA-Z][^>]*>")
# where Odoo's export looks in an add-on, by which of its extractors, for the arguments of which functions
SOURCES = {
    "**/*.py": ("odoo.tools.babel:extract_python", ("_", "_lt")),
    "static/src/**/*.js": ("odoo.tools.babel:extract_javascript", ("_t",)),
    "static/src/**/*.xml": ("odoo.tools.translate:babel_extract_qweb", ("_",)),
}


def catalogue(name, kind):
    """Return a catalogue of an add-on; `kind` is a language or "pot"."""
    file = f"{name}.pot" if kind == "pot" else f"{kind}.po"
    return polib.pofile(str(addons.folders()[name] / "i18n" / file))


def messages(entries):
    """Return what identifies the entries: source text and context."""
    return {(entry.msgid, entry.msgctxt) for entry in entries}


def in_code(folder):
    """Return the texts that an add-on's code and browser templates mark for translation, found as Odoo's export finds them."""
    found = set()
    for pattern, (method, functions) in SOURCES.items():
        for path in folder.glob(pattern):
            if "tests" not in path.relative_to(folder).parts:
                with path.open("rb") as source:
                    found |= {message for _line, message, *_ in extract.extract(method, source, keywords=dict.fromkeys(functions))}
    return found


@pytest.mark.parametrize("name", sorted(addons.folders()))
def test_template_has_the_texts_of_the_code(name):
    missing = in_code(addons.folders()[name]) - {entry.msgid for entry in catalogue(name, "pot")}
    assert not missing, "make i18n writes the template anew"


def test_code_has_texts():
    assert len(in_code(paths.ADDONS / "mall_leasing")) > 50
    assert in_code(paths.ADDONS / "approval_chain") >= {"%(step)s: approved.", "Round %s", "Not submitted for approval yet."}


@pytest.mark.parametrize(("name", "language"), CATALOGUES)
class TestCatalogue:
    """One language of one add-on."""

    def test_has_the_terms_of_the_template(self, name, language):
        template = catalogue(name, "pot")
        assert template
        assert messages(catalogue(name, language)) == messages(template)

    def test_is_whole(self, name, language):
        entries = catalogue(name, language)
        assert entries.metadata["Language"] == language
        assert not [entry.msgid for entry in entries if entry.obsolete or entry.fuzzy or not entry.translated()]

    def test_keeps_placeholders(self, name, language):
        for entry in catalogue(name, language):
            assert Counter(PLACEHOLDER.findall(entry.msgstr)) == Counter(PLACEHOLDER.findall(entry.msgid)), entry.msgid

    def test_keeps_tags(self, name, language):
        for entry in catalogue(name, language):
            assert Counter(TAG.findall(entry.msgstr)) == Counter(TAG.findall(entry.msgid)), entry.msgid

    def test_speaks_the_words_of_the_regulation(self, name, language):
        said = {entry.msgid: entry.msgstr for entry in catalogue(name, language)}
        expected = {term: words[LANGUAGES.index(language)] for term, words in TERMS.items() if term in said}
        assert {term: said[term] for term in expected} == expected
        assert set(expected) >= IN_USE.get(name, set())

    def test_keeps_to_its_script(self, name, language):
        wrong = {entry.msgstr: found for entry in catalogue(name, language) if (found := set(entry.msgstr) & set(FOREIGN[language]))}
        assert not wrong
