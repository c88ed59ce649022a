"""What agreements are about and what transfers are of: tables of cues, each with examples that tests run; and the words of a noun phrase."""
from __future__ import annotations

import re

from dragoman.model import Span

_SUBJECTS = {
    "ceasefire": r"cease-?fires?|truces?|armistice|cessation of hostilities|humanitarian pause|de-?escalation zones?|safe zones?|disengagement",
    "peace": r"peace (?:treaty|deal|agreement|accord|pact|plan|process)|power[- ]sharing|reconciliation|reunification|end the (?:\w+ )?(?:war|conflict)",
    "nuclear": r"nuclear|denucleari[sz]\w*|uranium|non-?proliferation|JCPOA|Joint Comprehensive Plan of Action|START|INF\b|test ban|reactors?|warheads?",
    "arms": r"arms (?:deal|sales?|contract|purchase|control)|weapons? (?:deal|sales?|contract)|missiles?|fighter (?:jets?|aircraft)|submarines?|"
            r"tanks?\b|warships?|"
            r"chemical weapons|cluster (?:munitions|bombs)|landmines?|drones?|S-[34]00|F-(?:16|35)s?",
    "defence": r"defen[cs]e|military|security (?:pact|deal|agreement|treaty|accord|partnership|cooperation)|mutual (?:defen[cs]e|security)|"
               r"strategic partnership|troops?|bases?\b|"
               r"naval|armed forces|alliance|NATO",
    "trade": r"(?:free[- ])?trade|tariffs?|customs union|exports?|imports?|market access|NAFTA|USMCA|CPTPP|TPP|RCEP|Mercosur|soybeans?|Brexit",
    "energy": r"energy|gas\b|LNG|oil\b|pipelines?|electricity|power (?:grid|plant)|petroleum|OPEC\+?",
    "counter-terrorism": r"counter-?terror\w*|anti-?terror\w*|fight against terror\w*|terroris[mt]s?|Islamic State|intelligence[- ]sharing",
    "migration": r"(?:im|e)?migra\w+|refugees?|asylum|readmission|resettle\w*|visas?|visa-free|deport\w*",
    "border": r"borders?|boundar\w+|demarcat\w+|territorial|maritime (?:border|boundary)|disputed island|Hans Island|enclaves?",
    "prisoners": r"prisoners?|hostages?|detainees?|captives?|extradit\w+|swap",
    "water": r"waters? (?:sharing|treaty|deal|agreement)|dams?\b|river|fisher\w+|fishing",
    "space": r"(?:outer )?space(?:craft| station| cooperation| exploration)?\b(?! for)|satellites?|lunar|moon",
    "technology": r"technolog\w+|5G|semiconductors?|chips?\b|cyber\w*|data (?:sharing|protection|transfer|flows?)|artificial intelligence|Internet",
    "culture": r"cultur\w+|educat\w+|universit\w+|students?|sports?\b|heritage|art\b|archaeolog\w+|bishops?",
    "finance": r"debts?|loans?|bail-?out|financ\w+|creditors?|invest\w+|bonds?\b|currency|banks?\b|IMF|International Monetary Fund|(?:corporate|minimum|"
               r"global) tax|tax(?:ation)? (?:treaty|deal|agreement)",
    "transport": r"rail\w*|aviation|air (?:services?|travel)|flights?|airlines?|shipping|ports?\b|canal|highway|transport\w*|corridor",
    "health": r"vaccin\w*|health|pandemic|COVID(?:-19)?|medic\w+|doses|disease",
    "climate": r"climate|emissions?|Paris (?:Agreement|Accord|climate)|carbon|environment\w*|biodiversity|deforestation|Kyoto|plastic",
    "diplomatic relations": r"diplomatic (?:relations|ties)|normali[sz]\w+|recognition|embass(?:y|ies)|consulates?",
    "grain": r"grain|wheat|fertili[sz]ers?|Black Sea Initiative|food",
}
SUBJECTS: dict[str, re.Pattern[str]] = {name: re.compile(rf"\b(?:{words})", re.I) for name, words in _SUBJECTS.items()}
"""What an agreement is about, by words of its name and of what follows it."""

AGREEMENT_SUBJECTS = tuple(SUBJECTS)
"""What agreements are about."""

SUBJECT_EXAMPLES = (
    ("a mutual defence pact", ["defence"]), ("a deal on its nuclear programme", ["nuclear"]), ("a free trade agreement", ["trade"]),
    ("a memorandum on gas supplies", ["energy"]), ("an accord on fighting terrorism together", ["counter-terrorism"]),
    ("a deal to take back migrants", ["migration"]), ("a treaty that settles their border", ["border"]), ("a 72-hour truce", ["ceasefire"]),
    ("a prisoner swap deal", ["prisoners"]), ("a water sharing treaty", ["water"]), ("an agreement on satellites", ["space"]),
    ("an accord on semiconductors", ["technology"]), ("an agreement on cultural exchange", ["culture"]), ("a loan agreement", ["finance"]),
    ("a deal on direct flights", ["transport"]), ("an agreement to buy vaccines", ["health"]), ("the Paris Agreement", ["climate"]),
    ("a deal to restore diplomatic relations", ["diplomatic relations"]), ("the arms deal", ["arms"]), ("the grain deal", ["grain"]),
    ("a peace treaty", ["peace"]), ("a coalition deal", []), ("a report on the storm", []), ("an agreement on space for parking", []),
)
"""Words of an agreement, and what it is about."""

_ITEMS = {
    "nuclear": r"(?:nuclear (?:technology|know-how|fuel|materials?|reactors?|expertise|components?|weapons?|warheads?)|(?:enriched |"
               r"low-enriched )?uranium|plutonium|reactors?|"
               r"centrifuges?|warheads?|heavy water)",
    "medical": r"(?:vaccines?|doses|(?:face ?|surgical )?masks?|ventilators?|medicines?|medical (?:supplies|equipment|aid|kits?)|test(?:ing)? kits|"
               r"protective equipment|"
               r"oxygen|syringes?)",
    "arms": r"(?:weapon(?:s|ry)?|weapons systems?|arms|missiles?(?: systems?| batteries)?|rockets?|fighter (?:jets?|aircraft|planes?)|(?:war|"
            r"fighter) ?planes?|jets|warplanes|"
            r"trainer (?:jets|aircraft)|(?:combat|naval|war)[- ]?ships?|corvettes?|patrol (?:boats|vessels)|depleted uranium(?: \S+){0,2} (?:shells|"
            r"rounds|ammunition)|depleted uranium|"
            r"[FJ]-\d+\w*(?: \w+ \w+s| jets?)?|MiG-\d+\w*|Su-\d+\w*|S-[34]00(?: \w+ systems?)?|tanks?|ammunition|munitions|(?:artillery )?shells|"
            r"drones?|helicopters?|"
            r"air[- ]defen[cs]e (?:systems?|missiles?)|defen[cs]e systems?|submarines?|frigates?|warships?|howitzers?|armou?red vehicles?|artillery|"
            r"bombs?|rifles?|military (?:aid|"
            r"assistance|equipment|hardware|vehicles|aircraft|support|supplies)|security assistance|Patriot \w+|Javelins?|Leopard \w+|Bayraktar\w*)",
    "energy": r"(?:natural gas|(?:crude )?oil|LNG|liquefied natural gas|gas|electricity|diesel|petrol|gasoline|(?:jet |nuclear )?fuel|coal|petroleum|power)",
    "food": r"(?:wheat|grain|food(?: aid| supplies| assistance)?|rice|maize|corn|soy\w*|flour|fertili[sz]ers?|seafood|beef|meals)",
    "people": r"(?:prisoners?(?: of war)?|hostages?|detainees?|captives|instructors?|mercenaries|doctors|medics|advis[eo]rs|specialists|peacekeepers|"
              r"troops|soldiers|police officers|"
              r"border guards|remains)",
    "money": r"(?:[$€£¥]\s?\d[\d.,]*(?: ?(?:bn|million|billion|trillion|m|b))?|\d[\d.,]* (?:million|billion) (?:dollars|euros|pounds|yen|yuan|roubles|"
             r"rubles)|loans?|bail-?out|"
             r"grants?|funds|funding|financial (?:aid|assistance|support|help)|money|cash|debt relief|economic (?:aid|assistance)|subsid(?:y|ies)|"
             r"budget support|credit line)",
    "technology": r"(?:technolog(?:y|ies)|chips|semiconductors?|satellites?|know-how|software|equipment|components?|engines?|machinery|computers?|"
                  r"5G \w+|telecoms? \w+|parts|radars?)",
    "other": r"(?:humanitarian (?:aid|assistance|supplies|relief)|emergency (?:aid|supplies|relief)|relief (?:supplies|aid)|aid(?: package|"
             r" shipments?)?|supplies|tents|assistance|goods|ships?|"
             r"aircraft|planes?|boats?|vessels?|trucks|vehicles)",
}
ITEMS: dict[str, re.Pattern[str]] = {kind: re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.I) for kind, words in _ITEMS.items()}
"""Kinds of what is handed over, and their words; those first in the table win where two stand equally near."""

TRANSFER_KINDS = tuple(ITEMS)
"""Kinds of what is handed over."""

ITEM_EXAMPLES = (
    ("anti-tank missiles", "arms"), ("F-16 fighter jets", "arms"), ("military aid worth $300 million", "arms"), ("nuclear technology", "nuclear"),
    ("enriched uranium", "nuclear"), ("natural gas", "energy"), ("a loan of $3 billion", "money"), ("50,000 tonnes of wheat", "food"),
    ("two million doses of a vaccine", "medical"), ("spy satellites", "technology"), ("200 prisoners of war", "people"), ("humanitarian aid", "other"),
    ("a note of thanks", None), ("the arm of the law", None), ("a gasp", None),
)
"""Words for what is handed over, and its kind; None where they name nothing of the sort."""

_TRADE_WAR = re.compile(r"\btrade (?:war|dispute|hostilities|conflict|truce)", re.I)

NO_ITEM_BEFORE = re.compile(r"\b(?:for (?:its|their|his|her)|depleted|anti|ban(?:ned)?|prohibition of)[\s-]$", re.I)
NO_ITEM_AFTER = re.compile(r"[\s-](?:embargo|bans?|test\w*|control|talks|treaty|inspect\w*|industry|restrictions?|travel|ceiling|free zone|powered|"
                           r"capable|armed|testing|freeze|curbs|workers?|agenc\w+|groups?|organi\w+|officials?|conference|prices?|convoys?|dealers?|"
                           r"traders?|race|smuggl\w+|traffick\w+)\b", re.I)
"""What stands beside words that name no thing handed over: *arms embargo*, *arms dealer*, *nuclear-powered*, *pay it back for its drones*."""

_STOP = re.compile(r"^(?:a|an|the|its|their|his|her|our|this|that|these|those|and|or|but|to|for|with|by|in|on|at|from|into|over|under|between|of|as|"
                   r"than|after|before|during|"
                   r"amid|who|which|what|would|will|could|may|might|has|have|had|is|are|was|were|be|been|being|not|also|both|all|some|any|either|neither|more|another|"
                   r"further|"
                   r"sign(?:s|ed|ing)?|reach(?:es|ed)?|announc\w+|approv\w+|ratif\w+|negotiat\w+|agree[sd]?|suspend\w*|withdr[ae]w\w*|giv(?:e|es|ing|"
                   r"en)|gave|sen[dt]s?|sending|suppl(?:y|ies|ied|ying)|"
                   r"provid\w+|deliver\w*|sell\w*|sold|bu(?:y|ys|ying)|bought|donat\w+|ship(?:ped|ping)|export\w*|import\w*|receiv\w+|purchas\w+|"
                   r"pledg\w+|request\w*|transfer\w*|"
                   r"reject\w*|broker\w*|extend\w*|reviv\w+|restor\w+|renew\w*|violat\w+|leav\w+|left|join\w*|says?|said|declar\w+|propos\w+|draft\w*|"
                   r"conclud\w+|finali[sz]\w+)$", re.I)
_TOKEN = re.compile(r"(?:[^\s,;:()“”\"]|(?<=\d),(?=\d))+$")
_MOST = 6


def phrase(text: str, noun: Span, begin: int) -> Span:
    """Characters of a noun with the words before it that belong to it, at most six and none before `begin`: *comprehensive strategic partnership treaty*."""
    start = noun[0]
    for _ in range(_MOST):
        before = text[begin:start].rstrip()
        if text[begin + len(before):start].strip() or not before or text[begin + len(before):start].count("\n"):
            break
        token = _TOKEN.search(before)
        if not token or _STOP.match(token[0]) or token[0].endswith((".", "’s", "'s", "’", "'")):
            break
        start = begin + token.start()
    return start, noun[1]


def subjects(words: str) -> list[str]:
    """What words of an agreement say that it is about, in the order of the table; of a ceasefire nothing else."""
    found = [name for name, cue in SUBJECTS.items() if cue.search(words)]
    return ["ceasefire"] if "ceasefire" in found and not _TRADE_WAR.search(words) else [x for x in found if x != "ceasefire"]
