"""Word lists and small rules that actor resolution goes by."""

from __future__ import annotations

import re
from collections.abc import Callable


def word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


FIRST_PERSON = word_set("i we us our ours my me you your mine myself ourselves")
HE = word_set("he she him her his hers himself herself")
IT = word_set("it its they them their theirs itself themselves both")
HONORIFICS = word_set("mr mrs ms dr sir lord lady sheikh ayatollah mullah imam rev")
TITLES = word_set("""
    president prime minister foreign defence defense interior finance secretary general chancellor premier king
    queen prince princess emir sultan ambassador envoy spokesman spokeswoman spokesperson chief leader deputy vice
    former senior top then acting interim special senator congressman congresswoman representative rep sen gov
    governor gen lt col maj adm admiral colonel captain major lieutenant marshal brigadier commander ayatollah
    sheikh pope cardinal mr mrs ms dr state affairs external economy trade justice health energy first lady crown
    supreme opposition security national military army navy air police press white house government ministry adviser
    advisor director judge dictator strongman politician journalist activist dissident official negotiator diplomat
    newly elected outgoing incoming counterpart head attorney treasury""")
ROLES = word_set("""
    president presidents minister ministers secretary chancellor premier king queen prince princess emir sultan
    ambassador envoy spokesman spokeswoman spokesperson chief leader senator congressman congresswoman
    representative governor general lieutenant colonel admiral captain major commander ayatollah sheikh pope
    cardinal adviser advisor director judge dictator politician journalist activist dissident official negotiator
    diplomat counterpart head citizen soldier opposition officer reporter lawyer scientist scholar cleric
    businessman oligarch tycoon billionaire mp lawmaker legislator deputy chairman chairwoman speaker candidate
    founder prosecutor correspondent national author blogger writer singer pilot student hostage prisoner militant
    fugitive whistleblower analyst professor hacker imam president-elect pm agent spy mayor airman sailor sergeant
    private businesswoman""")
AGENTS = word_set("""
    police policeman policemen officer officers government president presidents minister ministers ministry army
    military soldiers soldier troops troop forces force navy authorities authority court courts judge judges
    parliament lawmakers legislators senators legislature cabinet official officials spokesman spokeswoman
    spokesperson spokesmen opposition regime administration protesters protestors demonstrators protester
    prosecutors prosecutor prosecution state country nation governor mayor premier secretary chancellor king queen
    prince emir pm leader leadership ambassador embassy envoy airstrikes jets warplanes coast guard guards
    police-men border security intelligence junta council senate congress assembly party parties commander
    commanders general generals chief election commission students workers farmers lawyers activists ruler rulers
    diplomats diplomat delegation capital prison supreme voters residents citizens tribesmen inmates opponents
    negotiators aide aides counterpart personnel citizen investigators agents fishermen crowd supporters bank ships
    ship vessel vessels aircraft helicopter helicopters drone jet fighter fighters dictator speaker deputy mps
    senator candidate candidates councillors legislator politician politicians inspectors marines commandos sailors
    service customs department agency agencies advisers adviser team sniper snipers patrol unionists union unions
    strikers marchers teachers doctors clerics cleric monks island leaders members board media newspaper television
    radio""")
REBEL_NOUNS = word_set("""
    rebel rebels militant militants insurgent insurgents separatist separatists guerrilla guerrillas guerilla
    guerillas jihadist jihadists jihadi jihadis militia militias militiamen paramilitaries terrorist terrorists
    extremist extremists gunman gunmen warlord warlords islamists secessionists insurgency mujahideen cartel
    cartels""")
MNC_NOUNS = word_set("""
    company companies firm firms airline airlines corporation corporations manufacturer manufacturers carriers
    carrier-company automakers businesses conglomerate""")
_KINGDOMS = word_set("SAU JOR BHR MAR THA KHM BTN TON LSO SWZ BEL NOR SWE ESP")
_HEIRS = word_set("SAU BHR KWT JOR MAR ARE NOR JPN")
REALMS = {
    "kingdom": _KINGDOMS | word_set("GBR NLD DNK"), "king": _KINGDOMS | {"MYS"}, "monarch": _KINGDOMS | {"MYS"}, "crown prince": _HEIRS,
    "emirate": word_set("QAT KWT ARE"), "emir": word_set("QAT KWT"), "sultanate": word_set("OMN BRN"), "sultan": word_set("OMN BRN"),
    "island": word_set("TWN CYP CUB ISL LKA MLT IRL JAM GRD SGP BHR MDG MUS"),
}
"""States that are called by such a noun alone, or whose ruler is; where it changed by century or by author (the Queen, the republic), none."""
NGO_NOUNS = word_set("ngo ngos charity charities nonprofit humanitarians")
UNO_NOUNS = word_set("peacekeepers peacekeeper blue-helmets")
NOBODY = word_set("""
    the a an this that these those some several many two three four five six seven eight nine ten both all any each
    every his her its their our my your in on at of for from to by with and or but as if after before when while
    since until during he she it they we i you who which there here however meanwhile according also new former one
    other another more most least about over under between against january february march april may june july august
    september october november december monday tuesday wednesday thursday friday saturday sunday no not""")
LOWER_STARTS = word_set("al el von bin ben de van ibn ul abu da du la le")
PREPOSITIONS = word_set("""
    of to for in at on from with against by over near about toward towards into through after under inside outside
    within between among across who whose which that where accused suspected based living working held charged
    killed including except excluding besides supporting opposing seeking fighting trying protesting calling linked loyal than like""")
SUFFIXES = re.compile(
    r"\.?[-–](?:backed|supported|sponsored|funded|trained|allied|aligned|controlled|held|occupied|run|made|born|"
    r"linked|affiliated|imposed|administered|speaking|friendly|armed|installed|inspired|era|"
    r"ruled|supplied|annexed|brokered|mediated|bound|claimed)\b"
    r"| (?:backed|supported|sponsored|funded|controlled|occupied|aligned|"
    r"affiliated|linked)\b"
)
PREFIXES = re.compile(r"\b(?:pro|anti|non|counter)[-– ]?$", re.I)
CONTEXTUAL = frozenset(
    {
        "congress",
        "senate",
        "house of representatives",
        "secretary of state",
        "attorney general",
        "republican",
        "republicans",
        "democrats",
        "capitol",
        "house of commons",
        "home office",
        "foreign office",
        "ministry of defence",
        "national security council",
        "secretary of defense",
        "westminster",
        "marines",
        "supreme court",
        "politburo",
        "diet",
        "social democrats",
        "christian democrats",
        "liberal democratic party",
        "labour party",
        "conservative party",
        "republican guard",
        "federal council",
        "republican party",
        "democratic party",
        "royal navy",
        "revolutionary guard",
        "muslim brotherhood",
        "maoists",
        "national liberation army",
        "joint chiefs of staff",
        "treasury department",
        "defense department",
    }
)
REBELS_UNLESS_NAMED = word_set("gang gangs mercenaries kidnappers hijackers")
DOCUMENTS = word_set("report reports statement study letter document documents article investigation book memo")
SERVANTS = word_set("""
    spy spies spokesman spokeswoman spokesperson spokesmen agent agents lawyer lawyers commander commanders member
    members representative representatives""")
NEVER_USA = word_set("""
    minister ministers ministry prime premier king queen chancellor parliament emir sultan prince princess monarch
    junta mps mp rebels""")
FRIENDS = word_set("allies ally partners critics opponents")
PARTNERED = re.compile(r" (?:allies|ally|partners)\b")
"""What follows those who are friends themselves, *our German allies*; *Germany's allies* are others, and so are most *American allies*."""
NO_CUT = re.compile(r"(?:(?<=ozens )|(?<=undreds )|(?<=housands )|(?<=cores ))of\b|(?:suspected|linked) (?!(?:of|to|with|in|by)\b)")
"""A word that elsewhere ends the head of a name, and not here: *dozens of* Norlanders, *two suspected* rebels."""
LED = word_set("rebels insurgents guerrillas militia militias militiamen")
GROUPS = word_set("group groups faction factions organisation organisations organization organizations movement movements")
SHIPS = {"USS": "USA", "USNS": "USA", "HMS": "GBR", "INS": "IND", "HMAS": "AUS", "HMCS": "CAN"}
US_TITLES = word_set("sen rep congressman congresswoman")

Rule = Callable[[str, int, int, str, str], str | None]
"""(text, start, end, capitalised word before, and after) -> a code, or None where it is no name of the codebook."""

CAUCASUS = re.compile(
    r"Tbilisi|Ossetia|Abkhaz|Saakashvili|Caucasus|Shevardnadze|Armenia|Azerbaijan|Russia|"
    r"Georgians?\b(?! (?:state|governor|Republican|Democrat))|Ukraine|NATO|Kremlin|Moldova"
)
GEORGIA_USA = re.compile(
    r"Atlanta|Savannah|Fulton|Kemp\b|Raffensperger|state of Georgia|Jimmy Carter|Fort (?:Benning|Stewart|Gordon)|"
    r"Georgia (?:[Gg]overnor|[Ss]enat|[Ss]tate|[Rr]epublican|[Bb]ulldogs|[Nn]ational Guard|Bureau|runoff)|"
    r"Michigan|Wisconsin|Pennsylvania|Arizona|Alabama|Florida|Carolina|Tennessee|Georgia,? (?:U\.?S|USA|United States)"
)
ORGANS = word_set("""
    President Prime Minister Foreign Government Army Defence Defense Police Parliament Ministry King Queen Military
    National Central Supreme Times Post Valley River Embassy Airlines Air Dream Armed Forces State Border University
    Bank International Court Security Human Red House""")


def person_or_country(code: str) -> Rule:
    """`Jordan` and `Chad` are countries, but no part of `Michael Jordan` or `Jordan Peele`."""

    def rule(text: str, start: int, end: int, before: str, after: str) -> str | None:
        if before and before not in ORGANS and before not in ("South", "North", "Greater"):
            return None
        return None if after and after not in ORGANS and not text[end - 2 : end].endswith("'s") else code

    return rule


def seat(code: str, state: str) -> Rule:
    """A capital whose name people and other towns bear: `Santiago` in a report that names Chile."""

    def rule(text: str, start: int, end: int, before: str, after: str) -> str | None:
        return person_or_country(code)(text, start, end, before, after) if state in text else None

    return rule


def georgia(text: str, start: int, end: int, before: str, after: str) -> str | None:
    """The country, unless the report speaks of the state: Atlanta, its governor, a neighbour state."""
    if before == "South":
        return None
    if GEORGIA_USA.search(text) and not CAUCASUS.search(text):
        return "USA"
    near = text[max(0, start - 60) : end + 60]
    if GEORGIA_USA.search(near) and not re.search(r"Tbilisi|Ossetia|Abkhaz|Saakashvili", near):
        return "USA"
    return person_or_country("GEO")(text, start, end, before, after)


def ireland(text: str, start: int, end: int, before: str, after: str) -> str | None:
    """The republic, but for `northern Ireland`."""
    return "GBR" if text[max(0, start - 9) : start].lower() == "northern " else "IRL"


def congo(text: str, start: int, end: int, before: str, after: str) -> str | None:
    """Kinshasa's Congo, unless only Brazzaville is named."""
    return (
        "COG"
        if "Brazzaville" in text and not re.search(r"Kinshasa|DRC|DR Congo|Democratic|Kabila|Goma|Kivu", text)
        else "COD"
    )


def korea(text: str, start: int, end: int, before: str, after: str) -> str | None:
    """The one Korea that the report names in full; South where both or neither."""
    north, south = "North Korea" in text or "Pyongyang" in text, "South Korea" in text or "Seoul" in text
    return "PRK" if north and not south else "KOR" if south and not north else "UNK"


def washington(text: str, start: int, end: int, before: str, after: str) -> str | None:
    """The capital, but no part of `George Washington` or `Denzel Washington`."""
    return None if before and before not in ("Official",) and not before.isupper() else "USA"


def guinea(text: str, start: int, end: int, before: str, after: str) -> str | None:
    """The country, not the Gulf of Guinea nor New Guinea."""
    return None if text[max(0, start - 8) : start] == "Gulf of " or before in ("New", "Papua") else "GIN"


def macedonia(text: str, start: int, end: int, before: str, after: str) -> str | None:
    return "GRC" if "Thessaloniki" in text and "Skopje" not in text and "Greek Macedonia" in text else "MKD"


def petersburg(text: str, start: int, end: int, before: str, after: str) -> str | None:
    """The Russian city, but in reports of its namesake's state."""
    return "USA" if re.search(r"Florida|Fla\.|Tampa|Clearwater", text) else "RUS"


def albanians(text: str, start: int, end: int, before: str, after: str) -> str | None:
    """Kosovo's, where a report of Kosovo names no place in Albania."""
    return "XKX" if re.search(r"Koso|Pri[sš]tina", text) and not re.search(r"Tirana|Albania\b|Macedonia|Skopje", text) else "ALB"


def serbs(text: str, start: int, end: int, before: str, after: str) -> str | None:
    """Those of Bosnia and the Krajina, where a report is of the wars there: they had states of their own, which none recognised."""
    return "REB" if re.search(r"Sarajevo|Bosnia|Krajina|Knin\b|Srebrenica|Bihac", text) and not re.search(r"\b199[6-9]|\b20[0-2]\d", text) else "SRB"


def ins(text: str, start: int, end: int, before: str, after: str) -> str | None:
    """The US immigration service that was, but for an Indian naval ship."""
    return "IND" if after else "USA"


def joint_chiefs(text: str, start: int, end: int, before: str, after: str) -> str | None:
    """Seoul's, where a report speaks of it and not of the Pentagon's."""
    return "KOR" if re.search(r"South Korea|Seoul|Yonhap", text) and not re.search(r"Pentagon|Chairman|chairman of the (?:US |U\.S\. )?Joint", text) else "USA"


def sabah(text: str, start: int, end: int, before: str, after: str) -> str | None:
    """The state of Malaysia, but for Kuwait's ruling family."""
    return "KWT" if re.search(r"\b[Aa]l[- ]$", text[:start]) or "Kuwait" in text else "MYS"


POST_FOR = re.compile(r"(?:\b(?i:minist|secretar|undersecretar|department|committee|commission|council|bureau|office|direct|advis|chair|representative|"
                      r"head|institute|spokes|deputy|department|school|section|chief|expert)\w*(?: [\w’']+){0,5},? (?:of|for|on|and)(?: the)? |['’]s )$")
"""What goes before the field of an office: *the Ministry of* Foreign Affairs, *the Knesset's* Foreign Affairs Committee."""


def magazine(text: str, start: int, end: int, before: str, after: str) -> str | None:
    """`Foreign Affairs` and `Foreign Policy`, but no ministry's, committee's or envoy's."""
    field = after and after not in ("Magazine",) or before in ("State", "House", "Senate", "European", "Joint")
    return None if field or POST_FOR.search(text[max(0, start - 80) : start]) else "USA"


def half_of_a_pair(code: str) -> Rule:
    """`Franco` and `Sino` are a state before a hyphen and another's name: *Franco-German*."""

    def rule(text: str, start: int, end: int, before: str, after: str) -> str | None:
        return code if re.match(r"[-–](?!Pacific|Saxon|Roman|European)[A-Z]", text[end : end + 10]) else None

    return rule


def greek(text: str, start: int, end: int, before: str, after: str) -> str | None:
    return "CYP" if re.match(r" and Turkish[- ]Cypriot", text[end : end + 24]) else "GRC"


def authority(text: str, start: int, end: int, before: str, after: str) -> str | None:
    """The Palestinian Authority, in a report that speaks of Palestinians, and no part of an address."""
    return "PSE" if re.search(r"Palestin|\bPLO\b|\bPNA\b", text) and not before and not re.match(r"\.? ?\d", text[end : end + 3]) else None


def tripoli(text: str, start: int, end: int, before: str, after: str) -> str | None:
    return "LBN" if re.search(r"Leban|Beirut", text) and not re.search(r"Liby|Gaddafi|Qaddafi|Haftar", text) else "LBY"


AMBIGUOUS: dict[str, Rule] = {
    "jordan": person_or_country("JOR"),
    "chad": person_or_country("TCD"),
    "georgia": georgia,
    "ireland": ireland,
    "congo": congo,
    "congolese": congo,
    "korea": korea,
    "korean": korea,
    "koreans": korea,
    "washington": washington,
    "guinea": guinea,
    "tripoli": tripoli,
    "INS": ins,
    "PA": authority,
    "joint chiefs": joint_chiefs,
    "joint chiefs of staff": joint_chiefs,
    "sabah": sabah,
    "foreign affairs": magazine,
    "foreign policy": magazine,
    "franco": half_of_a_pair("FRA"),
    "sino": half_of_a_pair("CHN"),
    "indo": half_of_a_pair("IND"),
    "anglo": half_of_a_pair("GBR"),
    "russo": half_of_a_pair("RUS"),
    "greek": greek,
    "greco": half_of_a_pair("GRC"),
    "italo": half_of_a_pair("ITA"),
    "albanians": albanians,
    "serb": serbs,
    "serbs": serbs,
    "st petersburg": petersburg,
    "macedonia": macedonia,
    "paris": person_or_country("FRA"),
    "london": person_or_country("GBR"),
    "sydney": person_or_country("AUS"),
    "sofia": person_or_country("BGR"),
    "austin": person_or_country("USA"),
    "virginia": person_or_country("USA"),
    "santiago": seat("CHL", "Chile"),
    "san jose": seat("CRI", "Costa Rica"),
    "kingston": seat("JAM", "Jamaica"),
    "georgetown": seat("GUY", "Guyan"),
    "male": seat("MDV", "Maldiv"),
    "victoria": seat("SYC", "Seychell"),
    "lincoln": person_or_country("USA"),
}
RULED_UNTIL = {"serb": "1996-01-01", "serbs": "1996-01-01"}
"""The day of a report from which a rule of AMBIGUOUS holds no longer."""
