"""The words of the letter of intent, in English and in Traditional Chinese.

The letter carries both languages in one document, whatever languages the database has and the user speaks, so both
stand here side by side. A letter in a third language takes the translations of the English.
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

INTENT_WORDS = {
    "title": (_lt("Letter of Intent"), "合作意向書"),
    "number": (_lt("Number"), "編號"),
    "agreed_on": (_lt("Agreed on"), "達成日期"),
    "parties": (_lt("Parties"), "雙方"),
    "landlord": (_lt("Landlord"), "出租方"),
    "tenant": (_lt("Intended tenant"), "意向承租方"),
    "tax_id": (_lt("Tax ID"), "統一編號"),
    "premises": (_lt("Premises"), "租賃標的"),
    "mall": (_lt("Mall"), "商場"),
    "unit": (_lt("Unit, floor"), "鋪位、樓層"),
    "area": (_lt("Net area (m²)"), "淨面積（平方公尺）"),
    "brand": (_lt("Brand"), "品牌"),
    "trade": (_lt("Trade"), "業態"),
    "term": (_lt("Term"), "租期"),
    "first_day": (_lt("First day"), "起租日"),
    "last_day": (_lt("Last day"), "到期日"),
    "months": (_lt("Length in months"), "租期（月）"),
    "handover": (_lt("Handover"), "交鋪日"),
    "opening": (_lt("Opening"), "開業日"),
    "money": (_lt("Rent and fees, without tax"), "租金及費用（未稅）"),
    "rent_flat": (_lt("Base rent per month"), "每月基本租金"),
    "rent_area": (_lt("Base rent per m² and month"), "每平方公尺每月基本租金"),
    "rent_month": (_lt("Rent per month, year 1"), "首年每月租金"),
    "step": (_lt("Rent from"), "調整後租金，起自"),
    "free_months": (_lt("Rent-free months"), "免租期（月）"),
    "free_days": (_lt("Rent-free days"), "免租期（日）"),
    "management_fee": (_lt("Management fee per m² and month"), "每平方公尺每月管理費"),
    "promotion_fee": (_lt("Promotion fee per m² and month"), "每平方公尺每月推廣費"),
    "turnover": (_lt("Turnover share (%)"), "營業額抽成（%）"),
    "breakpoint": (_lt("Share due above a yearly turnover of"), "年營業額超過下列金額起抽成"),
    "deposit": (_lt("Deposit"), "押金"),
    "further": (_lt("Further terms"), "其他條款"),
    "standing": (_lt("What this letter means"), "本意向書之效力"),
    "hold": (
        _lt("The landlord keeps the premises free for the intended tenant up to and including %(date)s."),
        "出租方為意向承租方保留上述鋪位至%(date)s止（含當日）。",
    ),
    "no_hold": (
        _lt("The premises are not kept free at present."),
        "上述鋪位目前未予保留。",
    ),
    "not_binding": (
        _lt(
            "This letter states what the two sides intend. It is not binding: it obliges neither side to conclude a lease, "
            "and neither side owes anything if none comes about."
        ),
        "本意向書僅表達雙方之合作意向，不具法律約束力；任何一方均不因此負有簽訂租賃合同之義務，合同未成立時雙方互不負責任。",
    ),
    "lease_only": (
        _lt(
            "Rights and obligations arise from the written lease alone, once it has passed the landlord's legal review and "
            "leadership approval and both sides have signed it."
        ),
        "雙方權利義務僅依書面租賃合同發生；該合同須經出租方法務審核、公司領導審批，並由雙方簽署後始生效力。",
    ),
    "confidential": (
        _lt("Both sides treat these terms as confidential."),
        "雙方對上述條件負保密之責。",
    ),
    "for_landlord": (_lt("For the landlord"), "出租方代表"),
    "for_tenant": (_lt("For the intended tenant"), "意向承租方代表"),
    "place_date": (_lt("Place, date, signature"), "地點、日期、簽名"),
}
