"""Actors: names to codes. Each rule has sentences it must get and near ones it must leave."""

from __future__ import annotations

import time

import pytest

from dragoman.reading.actors import Actors
from dragoman.reading.codebook import codebook, fold


def codes(text: str, surface: str, published: str | None = "2024-05-01", nth: int = 0, **more: str) -> tuple[str, ...]:
    at = -1
    for _ in range(nth + 1):
        at = text.index(surface, at + 1)
    return Actors(text, published, **more).code((at, at + len(surface)))


@pytest.mark.parametrize(
    ("surface", "expected"),
    [
        ("the US envoy to Syria", ("USA",)),
        ("the Russian ambassador in London", ("RUS",)),
        ("the Ukrainian ambassador to Germany", ("UKR",)),
        ("the Iranian Embassy in Moscow", ("IRN",)),
        ("a Chinese-owned company", ("MNC",)),
        ("the government of Sudan", ("SDN",)),
        ("members of Hamas", ("REB",)),
        ("Iran-backed militias", ("REB",)),
        ("pro-Russian separatists", ("REB",)),
        ("pro-Palestinian marchers", ("UNK",)),
        ("the Russia-North Korea-Iran axis", ("RUS", "PRK", "IRN")),
        ("a Russian-Iranian treaty", ("RUS", "IRN")),
        ("Russia, China and Iran", ("RUS", "CHN", "IRN")),
        ("Bosnia and Herzegovina", ("BIH",)),
        ("UN peacekeepers from Nepal", ("UNO",)),
        ("NATO Secretary General Jens Stoltenberg", ("NAT",)),
        ("the European Commission", ("EUU",)),
        ("Amnesty International", ("NGO",)),
        ("the Kremlin", ("RUS",)),
        ("Downing Street", ("GBR",)),
        ("the Knesset", ("ISR",)),
        ("the WHO", ("UNO",)),
        ("Recep Tayyip Erdoğan", ("TUR",)),
        ("the Saudi-led coalition", ("SAU",)),
        ("U.S. allies", ("UNK",)),
        ("EU member Cyprus", ("CYP",)),
        ("NATO ally Turkey", ("TUR",)),
        ("EU members", ("EUU",)),
        ("Antony J. Blinken", ("USA",)),
        ("unnamed sources", ("UNK",)),
    ],
)
def test_a_surface_takes_the_code_of_its_head(surface: str, expected: tuple[str, ...]) -> None:
    assert codes(f"Yesterday {surface} issued a statement.", surface) == expected


@pytest.mark.parametrize(
    ("text", "surface", "expected"),
    [
        ("Georgia and Russia fought near Tbilisi.", "Georgia", "GEO"),
        ("Voters in Atlanta blame Georgia for long lines.", "Georgia", "USA"),
        ("Jordan recalled its ambassador.", "Jordan", "JOR"),
        ("Michael Jordan criticised the league.", "Michael Jordan", "UNK"),
        ("Chad expelled a diplomat.", "Chad", "TCD"),
        ("Washington condemned the coup.", "Washington", "USA"),
        ("Denzel Washington joined the march.", "Denzel Washington", "UNK"),
        ("Congo accused Rwanda of an attack near Goma.", "Congo", "COD"),
        ("Congo held talks in Brazzaville.", "Congo", "COG"),
        ("The Republic of the Congo held talks.", "Republic of the Congo", "COG"),
        ("The Democratic Republic of the Congo held talks.", "Democratic Republic of the Congo", "COD"),
        ("North Korea fired a missile. The North denied it.", "North", "PRK"),
        ("South Korea held a drill.", "South Korea", "KOR"),
        ("Niger expelled the envoy.", "Niger", "NER"),
        ("Nigeria expelled the envoy.", "Nigeria", "NGA"),
        ("Guinea closed the border.", "Guinea", "GIN"),
        ("Equatorial Guinea closed the border.", "Equatorial Guinea", "GNQ"),
        ("Papua New Guinea closed the border.", "Papua New Guinea", "PNG"),
        ("Guinea-Bissau closed the border.", "Guinea-Bissau", "GNB"),
        ("Turkey summoned the envoy.", "Turkey", "TUR"),
        ("Ireland recognised the state.", "Ireland", "IRL"),
        ("Northern Ireland police arrested two men.", "Northern Ireland police", "GBR"),
        ("American Samoa sent aid.", "American Samoa", "ASM"),
        ("The Republic of China held drills.", "Republic of China", "TWN"),
        ("The People's Republic of China held drills.", "People's Republic of China", "CHN"),
        ("The US told us to leave.", "US", "USA"),
        ("The emir, Sheikh Jaber al-Sabah, fled.", "Sheikh Jaber al-Sabah", "KWT"),
        ("The Kuwaiti emir met them. Sabah thanked them.", "Sabah", "KWT"),
        ("Police in Sabah arrested ten Filipinos.", "Sabah", "MYS"),
        ("North Korea fired two missiles, the Joint Chiefs of Staff said in Seoul.", "the Joint Chiefs of Staff", "KOR"),
        ("The Joint Chiefs of Staff met Israel's defence minister.", "The Joint Chiefs of Staff", "USA"),
        ("Niger State police said so.", "Niger State police", "NGA"),
        ("A Sino-Indian border was drawn.", "Sino", "CHN"),
        ("An Indo-Pacific plan was drawn.", "An Indo-Pacific plan", "UNK"),
    ],
)
def test_ambiguous_names_go_by_what_stands_around_them(text: str, surface: str, expected: str) -> None:
    at = text.rindex(surface) if surface in ("North", "Chad") else text.index(surface)
    assert Actors(text, "2024-05-01").code((at, at + len(surface))) == (expected,)


def test_the_taliban_rule_afghanistan_from_15_august_2021() -> None:
    text = "The Taliban rejected the offer."
    assert codes(text, "Taliban", "2021-08-14") == ("REB",)
    assert codes(text, "Taliban", "2021-08-15") == ("AFG",)
    assert codes(text, "Taliban", "2021") == ("REB",)


@pytest.mark.parametrize(("text", "who", "before", "after"), [
    ("The Rapid Support Forces shelled the town.", "Rapid Support Forces", ("2019-06-04", "SDN"), ("2023-04-16", "REB")),
    ("The Tigray People's Liberation Front met the envoy.", "Tigray People's Liberation Front", ("2020-11-05", "REB"), ("2023-03-01", "ETH")),
    ("The SPLA shelled the town.", "SPLA", ("2004-01-10", "REB"), ("2014-01-10", "SSD")),
    ("Jean Ping called for a strike.", "Jean Ping", ("2010-02-01", "IGO"), ("2016-09-01", "GAB")),
    ("Ngozi Okonjo-Iweala met the envoy.", "Ngozi Okonjo-Iweala", ("2014-02-01", "NGA"), ("2022-02-01", "IGO")),
])
def test_who_changes_sides_is_coded_by_the_day(text, who, before, after):
    for day, code in (before, after):
        assert codes(text, who, day) == (code,)


@pytest.mark.parametrize(("name", "code"), [
    ("the Front for the Liberation of the Enclave of Cabinda", "REB"), ("the Chin National Army", "REB"), ("Mexico's Gulf Cartel", "REB"),
    ("the Artsakh Defence Army", "REB"), ("the United Liberation Front of Assam", "REB"), ("the International Maritime Organisation", "UNO"),
    ("the Court of Arbitration for Sport", "NGO"), ("the Multinational Joint Task Force", "IGO")])
def test_a_body_named_for_a_place_or_a_nation_is_none_of_its_state(name, code):
    assert codes(f"On Friday {name} rejected the offer.", name) == (code,)


@pytest.mark.parametrize(
    ("office", "day", "name"),
    [
        ("secretary of state", "2021-01-10", "mike pompeo"),
        ("secretary of state", "2021-02-01", "antony blinken"),
        ("secretary of state", "2025-02-01", "marco rubio"),
    ],
)
def test_offices_have_dates(office: str, day: str, name: str) -> None:
    assert name in codebook().holders("USA", office, day)


def test_a_person_follows_the_office_of_the_day() -> None:
    assert codes("Mark Rutte spoke.", "Mark Rutte", "2023-01-01") == ("NLD",)
    assert codes("Mark Rutte spoke.", "Mark Rutte", "2025-01-01") == ("NAT",)
    assert codes("Kaja Kallas spoke.", "Kaja Kallas", "2023-01-01") == ("EST",)
    assert codes("Kaja Kallas spoke.", "Kaja Kallas", "2025-01-01") == ("EUU",)


@pytest.mark.parametrize(
    ("text", "surface", "expected"),
    [
        ("Turkish Defence Minister Orhan Testoglu arrived. Later Testoglu left.", "Testoglu left", "TUR"),
        ("Orla Testinen, Finland's foreign minister, met reporters. Testinen declined.", "Testinen declined", "FIN"),
        ("President of Chile Pablo Ensayo met envoys. Ensayo agreed.", "Ensayo agreed", "CHL"),
        ("The Economic Community of West African States (ECOWAS) met. ECOWAS objected.", "ECOWAS objected", "IGO"),
        ("The Northern Valley Liberation Front (NVLF) attacked a post. NVLF denied it.", "NVLF denied", "REB"),
    ],
)
def test_a_report_teaches_its_names(text: str, surface: str, expected: str) -> None:
    at = text.rindex(surface)
    assert Actors(text, "2024-05-01").code((at, at + len(surface.split()[0]))) == (expected,)


def test_nothing_is_learned_across_a_verb() -> None:
    text = "Iran condemned Jane Example. Example answered."
    assert codes(text, "Jane Example") != ("USA",)
    assert "example" not in Actors(text, None).learned


@pytest.mark.parametrize(
    ("text", "surface", "expected"),
    [
        ("In Kenya, police fired on a crowd.", "police", "KEN"),
        ("Protests spread in Peru. The government declared an emergency.", "The government", "PER"),
        (
            "US officials met in Tokyo as Japan mourned. The prime minister of the host spoke.",
            "The prime minister",
            "JPN",
        ),
        ("Emmanuel Macron visited Rome. He promised help.", "He", "FRA"),
        ("Rebels attacked a convoy.", "Rebels", "REB"),
        ("Migrants drowned.", "Migrants", "UNK"),
    ],
)
def test_pronouns_and_bare_agents_go_by_context(text: str, surface: str, expected: str) -> None:
    assert codes(text, surface) == (expected,)


def test_we_in_a_us_government_text_is_the_united_states() -> None:
    assert codes("We will respond, and Russia knows it.", "We", publisher="The White House") == ("USA",)
    assert codes("Russia knows that we will respond.", "we", publisher="Reuters") == ("RUS",)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("Odesa, Ukraine", "UKR"),
        ("the Gaza Strip", "PSE"),
        ("Moscow", "RUS"),
        ("Aleppo", "SYR"),
        ("Pristina", "XKX"),
        ("the village", None),
        ("Taipei", "TWN"),
    ],
)
def test_places_lie_in_countries(place: str, expected: str | None) -> None:
    assert [m.code for m in Actors(place, None).mentions][-1:] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("surface", "expected"),
    [
        ("the Russian newspaper Izvestia", "RUS"),
        ("Reuters", "GBR"),
        ("IRNA", "IRN"),
        ("Al Jazeera", "QAT"),
        ("Agence France-Presse", "FRA"),
        ("AP", "USA"),
        ("Xinhua", "CHN"),
        ("a neighbour", None),
        ("the daily Oslobodjenje", "BIH"),
        ("the newspaper Vijesti", "MNE"),
        ("the Anatolia news agency", "TUR"),
        ("ABC-TV", "USA"),
    ],
)
def test_outlets_have_countries(surface: str, expected: str | None) -> None:
    assert Actors("", None).outlet(surface) == expected


def test_names_fold_alike() -> None:
    assert fold("Recep Tayyip Erdoğan") == fold("Recep Tayyip Erdogan")
    assert [fold(n) for n in ("U.N.", "Sana'a", "Ban Ki-moon")] == ["UN", "sanaa", "ban ki moon"]


def test_a_report_takes_milliseconds() -> None:
    text = " ".join(
        f"Iranian Foreign Minister Abbas Araghchi met Turkish officials in Ankara on day {k}. Police held rebels."
        for k in range(25)
    )
    Actors(text, "2025-01-13")
    begun = time.perf_counter()
    for _ in range(5):
        Actors(text, "2025-01-13").code((0, 7))
    assert (time.perf_counter() - begun) / 5 < 0.1


@pytest.mark.parametrize(
    "text", ["Republicans in Michigan and Georgia sued.", "The Georgia governor objected.", "Georgia Republicans met."]
)
def test_georgia_beside_other_states_is_in_the_usa(text: str) -> None:
    assert codes(text, "Georgia") == ("USA",)


@pytest.mark.parametrize(("text", "surface", "expected"), [
    ("In Quito, Ecuador's capital, the Ministry of Foreign Affairs protested.", "the Ministry of Foreign Affairs", "ECU"),
    ("He told the Knesset's Foreign Affairs Committee of it.", "the Knesset's Foreign Affairs Committee", "ISR"),
    ("The Minister of Defence and Foreign Policy met them in Oslo.", "The Minister of Defence and Foreign Policy", "NOR"),
    ("He wrote in Foreign Affairs that they met in Oslo.", "Foreign Affairs", "USA"),
    ("He told Foreign Policy magazine in Oslo that they met.", "Foreign Policy magazine", "USA")])
def test_a_ministry_of_foreign_affairs_is_no_magazine(text: str, surface: str, expected: str) -> None:
    assert codes(text, surface) == (expected,)


@pytest.mark.parametrize(("text", "surface", "expected"), [
    ("The Ministry of Defence in Colombo sent troops.", "The Ministry of Defence", "LKA"),
    ("Spain is wary. The Senate in Manila voted on it.", "The Senate", "PHL"),
    ("The Ministry of Defence sent troops.", "The Ministry of Defence", "GBR")])
def test_a_ministry_is_of_the_state_where_it_sits(text: str, surface: str, expected: str) -> None:
    assert codes(text, surface) == (expected,)


@pytest.mark.parametrize(("surface", "expected"), [
    ("two Western officials", True), ("the West", True), ("a European diplomat", True), ("a diplomat in Amman", True),
    ("Western-backed groups", False), ("a Jordanian diplomat in Amman", False), ("an official in Amman", False), ("European Union diplomats", False)])
def test_who_is_of_some_state_that_is_not_told_is_of_none_for_certain(surface: str, expected: bool) -> None:
    text = f"Jordan said so on Monday, and {surface} agreed."
    at = text.index(surface)
    actors = Actors(text, "2024-05-01")
    assert (actors.code((at, at + len(surface))) == ("UNK",) and actors.sure((at, at + len(surface)))) is expected


@pytest.mark.parametrize(("text", "surface", "expected"), [
    ("Bagdasarov, meeting British Prime Minister Margaret Thatcher in Aspen, froze the funds. Bagdasarov left.", "Bagdasarov", "UNK"),
    ("Igor Bezrukov, told a Russian officer that he shot. Later Bezrukov left.", "Bezrukov left", "UNK"),
    ("Igor Bezrukov, newly appointed Russian envoy, spoke. Later Bezrukov left.", "Bezrukov left", "RUS")])
def test_what_somebody_does_to_another_does_not_tell_who_he_is(text: str, surface: str, expected: str) -> None:
    mentions = [m for m in Actors(text, "1990-08-03").mentions if text[m.start:].startswith(surface.split()[0]) and m.kind == "learned"]
    assert {m.code for m in mentions} == ({expected} - {"UNK"})


def test_a_title_of_a_state_or_body_that_owns_it_teaches_a_name() -> None:
    text = "The commander met with NATO's top general, Chris Cavanaugh, in Kyiv. Later Cavanaugh left."
    assert codes(text, "Cavanaugh", nth=1) == ("NAT",)


def test_a_senate_belongs_to_the_one_country_of_the_report() -> None:
    assert codes("Protests spread in Chile. The Senate condemned them.", "The Senate") == ("CHL",)
    assert codes("The Senate condemned Chile.", "The Senate") == ("USA",)
    assert codes("The Brazilian Senate met US envoys.", "The Brazilian Senate") == ("BRA",)


@pytest.mark.parametrize(("text", "surface", "expected"), [
    ("Hu Jintao spoke in Tokyo. Mr. Hu thanked Japan.", "Mr. Hu", "CHN"),
    ("Kim Jong Il met the Japanese envoy. Mr. Kim agreed.", "Mr. Kim", "PRK"),
    ("South Korean President Moon Jae-in left for Japan. In Tokyo, Moon said so.", "Moon said", "KOR"),
    ("Geng Deli, China's trade minister, left for Japan. In Tokyo, Geng said so.", "Geng said", "CHN"),
    ("Ban Ki-moon spoke of Syria. Mr. Ban left.", "Mr. Ban", "UNO"),
    ("King Abdullah of Jordan came to Riyadh.", "King Abdullah of Jordan", "JOR"),
    ("In Prague, President Bush is expected to press them.", "President Bush", "USA"),
])
def test_persons_are_known_by_the_family_and_the_state_that_their_own_words_name(text, surface, expected):
    assert codes(text, surface, "2007-11-19") == (expected,)


def test_the_last_syllable_of_a_name_is_no_name():
    text = "South Korean President Moon Jae-in left for Japan. In Tokyo, it rained."
    assert [text[m.start:m.end] for m in Actors(text, "2018-05-01").mentions] == ["South Korean", "Moon Jae-in", "Japan", "Tokyo"]


def test_a_family_s_name_before_another_own_name_is_another_person():
    text = "Kim Jong-un laughed. Kim Unheardof did not."
    assert not any(m.start == text.rindex("Kim") for m in Actors(text, "2018-05-01").mentions)


def test_an_armed_group_that_came_to_rule_is_the_state_from_then_on():
    text = "The Rwandan Patriotic Front took the town."
    assert [codes(text, "The Rwandan Patriotic Front", day) for day in ("1994-06-01", "1995-06-01")] == [("REB",), ("RWA",)]


@pytest.mark.parametrize(("published", "expected"), [("1990-08-15", ("USA",)), ("2001-08-15", ("USA",))])
def test_a_leader_s_name_is_not_that_of_a_small_town(published, expected):
    assert codes("Bush was expected to meet the king of Jordan.", "Bush", published) == expected


def test_who_speaks_in_a_transcript_speaks_for_his_own():
    text = "SECRETARY BLINKEN: We urge calm.\nPRESIDENT ABBAS: (Via interpreter) We thank you.\nSECRETARY BLINKEN: We will help."
    assert [codes(text, "We", "2021-05-25", n, publisher="US State Department") for n in range(3)] == [("USA",), ("PSE",), ("USA",)]


def test_a_first_name_is_not_the_last_name_of_a_leader():
    text = "The guard detained Mohamed Bazoum of Niger."
    at = text.index("Mohamed")
    assert not Actors(text, "2024-06-07").named_elsewhere((at, at + len("Mohamed")))


@pytest.mark.parametrize(("text", "name", "expected"), [
    ("Russian ambassador to Iran Alexey Dedov confirmed it.", "Alexey Dedov", ("RUS",)),
    ("The Russian ambassador to Iran, Alexey Dedov, confirmed it.", "Alexey Dedov", ("RUS",)),
    ("She met UN Special Envoy on Myanmar Christine Schraner Burgener.", "Christine Schraner Burgener", ("UNO",)),
    ("The EU's envoy for the Horn Annette Weber left.", "Annette Weber", ("EUU",)),
    ("Russian troops left Iran Air Flight 5 alone.", "Flight", ("UNK",)),
    ("The Russian ambassador, Turkey said, was summoned.", "Turkey", ("TUR",))])
def test_who_is_posted_abroad_is_of_those_who_sent_him(text, name, expected):
    assert codes(text, name, "2021-06-22") == expected


@pytest.mark.parametrize(("words", "expected"), [
    ("The President", ("USA",)), ("this administration", ("USA",)), ("Vice President Harris", ("USA",)), ("Ambassador Vinhas", ("USA",))])
def test_a_release_of_the_us_government_calls_its_own_by_their_offices(words, expected):
    text = f"Germany thanked Portugal. {words} spoke with India."
    at = text.index(words)
    actors = Actors(text, "2021-06-22", publisher="White House")
    assert actors.code((at, at + len(words))) == expected
    assert actors.named_elsewhere((at, at + len(words))) == (words != "Ambassador Vinhas")
    assert actors.sure((at, at + len(words))) == (words != "Ambassador Vinhas")


@pytest.mark.parametrize(("words", "publisher", "ours"), [
    ("Our national security team", "White House", True), ("My team", "White House", True),
    ("Our counterparts", "White House", False), ("Our friends in Oslo", "White House", False), ("His team", "White House", False),
    ("Our team", "Reuters", False),
])
def test_what_a_release_of_the_us_government_calls_ours_is_its_own(words, publisher, ours):
    text = f"Germany thanked Portugal. {words} spoke with India."
    at = text.index(words)
    actors = Actors(text, "2021-06-22", publisher=publisher)
    assert (actors.code((at, at + len(words))) == ("USA",) and actors.named_elsewhere((at, at + len(words)))) == ours


@pytest.mark.parametrize("words", ["A U.S.-backed division", "A US-backed division"])
def test_who_is_backed_by_a_state_is_not_that_state(words):
    text = f"{words} attacked the town."
    assert Actors(text, "2021-06-22").code((0, len(words))) != ("USA",)


@pytest.mark.parametrize(("title", "ours"), [
    ("Statement by the President", True), ("G7 Leaders’ Statement", False), ("Joint Statement of Norway and Peru", False)])
def test_we_of_a_joint_statement_is_not_one_government_for_certain(title, ours):
    text = "Ukraine was attacked. We condemn it."
    at = text.index("We")
    assert Actors(text, "2023-02-24", title, publisher="White House").named_elsewhere((at, at + 2)) == ours


@pytest.mark.parametrize(
    ("text", "surface", "published", "expected"),
    [
        ("Michelle Bachelet spoke.", "Michelle Bachelet", "2022-05-29", "UNO"),
        ("Michelle Bachelet spoke.", "Michelle Bachelet", "2025-05-29", "CHL"),
        ("António Guterres telephoned.", "António Guterres", "1999-09-06", "PRT"),
        ("António Guterres telephoned.", "António Guterres", "2019-09-06", "UNO"),
        ("King Hussein left for Washington.", "King Hussein", "1990-08-15", "JOR"),
        ("King Abdullah met them.", "King Abdullah", "2000-10-17", "JOR"),
        ("King Abdullah met them.", "King Abdullah", "2010-10-17", "SAU"),
        ("Charles Taylor accused Nigeria.", "Charles Taylor", "1990-10-12", "REB"),
        ("Charles Taylor accused Nigeria.", "Charles Taylor", "2001-10-12", "LBR"),
        ("Mr Pastrana met them.", "Mr Pastrana", "2001-02-21", "COL"),
        ("Stoltenberg condemned it.", "Stoltenberg", "2020-03-01", "NAT"),
        ("Stoltenberg condemned it.", "Stoltenberg", "2010-03-01", "NOR"),
        ("Rutte condemned it.", "Rutte", "2025-03-01", "NAT"),
        ("Rutte condemned it.", "Rutte", "2015-03-01", "NLD"),
        ("Yoon condemned it.", "Yoon", "2024-03-01", "KOR"),
        ("Tsai condemned it.", "Tsai", "2022-08-04", "TWN"),
        ("X condemned it.", "X", "2024-03-01", "UNK"),
    ],
)
def test_an_office_with_its_days_goes_before_what_a_person_is_otherwise(text, surface, published, expected):
    assert codes(text, surface, published) == (expected,)


@pytest.mark.parametrize(
    ("text", "surface", "expected"),
    [
        ("The Guardian Council approved it.", "The Guardian Council", "IRN"),
        ("The Guardian reported it.", "The Guardian", "GBR"),
        ("The National Liberation Army freed him.", "The National Liberation Army", "REB"),
        ("The National Bureau of Investigation in Manila seized a car.", "The National Bureau of Investigation in Manila", "PHL"),
        ("Vicente Fox won. Mr Fox spoke.", "Mr Fox", "MEX"),
        ("Mr Fox spoke.", "Mr Fox", "UNK"),
        ("Fox reported it.", "Fox", "USA"),
    ],
)
def test_an_outlet_is_not_seen_in_a_longer_name_nor_behind_a_title(text, surface, expected):
    assert codes(text, surface) == (expected,)


@pytest.mark.parametrize(
    ("surface", "expected"),
    [
        ("Rebels in Homs", "REB"),
        ("rebels of Charles Taylor", "REB"),
        ("George Speight's rebels", "REB"),
        ("gunmen from Pakistan", "REB"),
        ("militiamen of the Basij", "IRN"),
        ("soldiers in Homs", "SYR"),
    ],
)
def test_armed_men_are_not_of_the_state_in_which_they_are(surface, expected):
    assert codes(f"{surface} fired on a convoy.", surface) == (expected,)


@pytest.mark.parametrize(("surface", "expected"), [("the INS", "USA"), ("INS Vikrant", "IND"), ("USS Cole", "USA")])
def test_three_letters_before_a_ship_s_name_are_its_navy(surface, expected):
    assert codes(f"They sent {surface} to Aden.", surface, "1999-05-01") == (expected,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("The train left St. Petersburg for Helsinki.", "RUS"), ("He died in St. Petersburg, Florida.", "USA")],
)
def test_a_city_is_the_larger_one_but_in_the_other_s_state(text, expected):
    assert codes(text, "St. Petersburg") == (expected,)


@pytest.mark.parametrize(("published", "expected"), [("1988-05-01", "REB"), ("1995-05-01", "NAM")])
def test_a_movement_that_came_to_power_is_the_state_s_from_then_on(published, expected):
    assert codes("SWAPO accused them.", "SWAPO", published) == (expected,)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Musa Hilaf, a sheikh whom Washington has named as a leader, denied it.", "Musa Hilaf"),
        ("Pedro Gomez, his envoy for North Korea, left.", "Pedro Gomez"),
        ("They asked that the Security Council blacklist Jon Azhar, head of a band.", "Jon Azhar"),
    ],
)
def test_a_name_is_not_of_the_state_that_speaks_of_it(text, name):
    at = text.index(name)
    assert not Actors(text, "2019-02-27").sure((at, at + len(name)))


@pytest.mark.parametrize(
    ("text", "surface", "published", "expected"),
    [
        ("Near Sarajevo Serb gunners shelled a suburb.", "Serb gunners", "1993-07-27", "REB"),
        ("Near Sarajevo Serb gunners shelled a suburb.", "Serb gunners", "2018-07-27", "SRB"),
        ("In Belgrade the Serbs voted.", "the Serbs", "1993-07-27", "SRB"),
        ("Serb police killed ethnic Albanians in Kosovo.", "ethnic Albanians", "1998-03-08", "XKX"),
        ("Serb police killed ethnic Albanians in Kosovo.", "Serb police", "1998-03-08", "SRB"),
        ("Ethnic Albanians fled from Kosovo to Tirana.", "Ethnic Albanians", "1998-03-08", "ALB"),
    ],
)
def test_a_people_is_of_the_land_that_the_report_is_of(text, surface, published, expected):
    assert codes(text, surface, published) == (expected,)


@pytest.mark.parametrize(("surface", "expected"), [
    ("London-based Amnesty International", "NGO"), ("a Moscow-based company", "MNC"), ("a US-based rights group", "NGO"),
    ("Gaza-based militants", "REB"), ("the Hague-based International Criminal Court", "IGO"),
    ("the Tripoli-based government", "LBY"), ("a Geneva-based diplomat", "CHE"), ("an Iranian rights group", "NGO"),
])
def test_a_body_is_not_of_the_state_of_its_seat(surface, expected):
    assert codes(f"{surface} said so on Tuesday.", surface) == (expected,)


def test_an_outlet_is_looked_for_in_a_long_run_of_names_in_time():
    words = " ".join(f"Nogaru{i} Velto" for i in range(400))
    began = time.process_time()
    assert Actors("x", "2024-01-01").outlet(words + " The Guardian") == "GBR"
    assert time.process_time() - began < 0.2


@pytest.mark.parametrize(
    ("surface", "expected"),
    [
        ("Slovenian", "SVN"), ("Icelandic", "ISL"), ("Nepali", "NPL"), ("Ecuadorian", "ECU"), ("Czechoslovak", "CZE"), ("Cape Verdean", "CPV"),
        ("La Paz", "BOL"), ("I-Kiribati", "KIR"), ("St. Lucia", "LCA"), ("N. Korean", "PRK"), ("Belarussians", "BLR"), ("Congo Republic", "COG"),
        ("Nato", "NAT"), ("Opec", "IGO"), ("Rashtrapati Bhavan", "IND"), ("Kantei", "JPN"), ("Putrajaya", "MYS"), ("Guam", "USA"),
    ],
)
def test_states_are_known_by_what_their_people_seats_and_bodies_are_called(surface: str, expected: str) -> None:
    assert Actors(surface, "2015-05-05").code((0, len(surface))) == (expected,)


@pytest.mark.parametrize(
    ("text", "surface", "expected"),
    [
        ("Chile protested. Police in Santiago fired tear gas.", "Police in Santiago", "CHL"),
        ("Paraguay thanked Santiago Pena.", "Santiago", "UNK"),
        ("Guyana complained. Georgetown called it a threat.", "Georgetown", "GUY"),
        ("Students of Georgetown marched.", "Georgetown", "UNK"),
        ("Men in northern Ireland were held.", "northern Ireland", "GBR"),
    ],
)
def test_a_capital_that_others_are_called_like_is_one_where_its_state_is_named(text: str, surface: str, expected: str) -> None:
    at = text.index(surface)
    assert Actors(text, "2025-05-05").code((at, at + len(surface))) == (expected,)


@pytest.mark.parametrize(
    ("text", "surface", "expected"),
    [
        ("The Security Council met. The council condemned the attack.", "The council", "UNO"),
        ("The African Union met the Security Council and its Peace Council. The council condemned the attack.", "The council", "UNK"),
        ("NATO jets flew. The alliance denied it.", "The alliance", "NAT"),
        ("The European Commission sued. The commission said so.", "The commission", "EUU"),
    ],
)
def test_a_body_named_before_is_meant_by_its_noun_alone(text: str, surface: str, expected: str) -> None:
    at = text.index(surface)
    assert Actors(text, "2020-05-05").code((at, at + len(surface))) == (expected,)


@pytest.mark.parametrize(
    ("text", "surface", "expected"),
    [
        ("Colombia's Juan Manuel Santos left Venezuela. Santos smiled.", "Santos smiled", "COL"),
        ("The Special Representative for North Korea Tung Kim met the Japanese envoy. Kim smiled.", "Tung Kim", "UNK"),
        ("Syria sent Major-General Badr al-Hassan to Ankara.", "Major-General Badr al-Hassan", "SYR"),
        ("French Finance Minister Michel Sapin spoke.", "Michel Sapin", "FRA"),
        ("Libya freed Saddam Haftar.", "Saddam Haftar", "LBY"),
        ("Iraq warned them. Saddam spoke.", "Saddam", "IRQ"),
        ("Modi left for Paris.", "Modi", "IND"),
        ("Two Ivorian Sukhoi-25 jets bombed a camp.", "Two Ivorian Sukhoi-25 jets", "CIV"),
        ("A Thailand based human rights group said so.", "A Thailand based human rights group", "NGO"),
        ("Other OPEC oil cartel members agreed.", "Other OPEC oil cartel members", "IGO"),
        ("Pakistan said so. A local administration official confirmed it.", "A local administration official", "PAK"),
        ("A court in The Hague sentenced him.", "A court in The Hague", "IGO"),
    ],
)
def test_who_or_what_a_name_in_a_party_s_words_stands_for(text: str, surface: str, expected: str) -> None:
    at = text.index(surface)
    end = at + len(surface.removesuffix(" smiled"))
    assert Actors(text, "2016-04-05" if "Saddam spoke" not in text else "2003-02-01").code((at, end)) == (expected,)


@pytest.mark.parametrize("surface", ["a European ambassador", "Regional leaders", "regional foreign ministers"])
def test_some_ambassador_or_leaders_of_a_region_are_of_no_one_state(surface: str) -> None:
    text = f"Chad was blamed by {surface} on Monday."
    actors = Actors(text, "2020-05-05")
    span = (text.index(surface), text.index(surface) + len(surface))
    assert actors.code(span) == ("UNK",) and actors.sure(span)


def test_greek_beside_turkish_cypriots_is_cypriot():
    assert codes("Greek and Turkish Cypriots vote on Saturday.", "Greek") == ("CYP",)
    assert codes("Greek and Turkish ministers meet on Saturday.", "Greek") == ("GRC",)


@pytest.mark.parametrize(("name", "published", "expected"), [
    ("Jyrki Katainen", "2018-07-25", "EUU"), ("Jyrki Katainen", "2013-07-25", "FIN"), ("Michel Barnier", "2012-05-01", "EUU"),
    ("Mairead McGuinness", "2022-05-01", "EUU"), ("Paolo Gentiloni", "2017-05-01", "ITA"), ("Paolo Gentiloni", "2021-05-01", "EUU")])
def test_commissioners_stand_for_the_union_in_their_term_alone(name: str, published: str, expected: str) -> None:
    assert codes(f"{name} spoke on Monday.", name, published) == (expected,)


MEDINA = "Assistant Secretary for Oceans Monica Medina will go to France. Assistant Secretary Medina will speak there; Ms Medina returns on Friday."


def test_who_holds_an_office_of_the_us_government_is_theirs_and_bears_no_town_s_name():
    assert codes(MEDINA, "Monica Medina", "2022-02-08", publisher="State Department") == ("USA",)
    assert codes(MEDINA, "Ms Medina", "2022-02-08", publisher="State Department") == ("USA",)
    assert codes(MEDINA, "Monica Medina", "2022-02-08", publisher="Reuters") != ("SAU",)
    assert codes("Pilgrims set out for Medina, and the king received them in Medina.", "Medina", nth=1) == ("SAU",)


def test_a_special_envoy_of_a_release_is_settled_unless_it_says_whose_he_is():
    ours = "Special Envoy Jane Doe will travel to Sudan."
    actors = Actors(ours, "2022-02-16", publisher="State Department")
    assert actors.code((0, 21)) == ("USA",) and (0, 21) in actors.settled
    theirs = "UN Special Envoy Hans Doe met the Secretary. Special Envoy Doe thanked him."
    assert codes(theirs, "Special Envoy Doe", "2022-02-16", publisher="State Department") == ("UNO",)


@pytest.mark.parametrize(("words", "expected"), [
    ("Hundreds of Cuban-Americans", ("USA",)), ("the Cuban-American community", ("USA",)), ("a Turkish-American pastor", ("USA",)),
    ("Korean-American forces", ("KOR", "USA")), ("Russian-Iranian delegation", ("RUS", "IRN"))])
def test_who_came_from_elsewhere_is_an_american_and_what_is_of_both_is_of_both(words, expected):
    text = f"South Korea and Cuba watched. It was told that {words} met."
    assert codes(text, words, "2010-05-01") == expected


@pytest.mark.parametrize(("text", "words", "day", "expected"), [
    ("The FBI named Park Jin Hyolk of Pyongyang.", "Park Jin Hyolk", "2018-09-06", False),
    ("Seoul sent Park Jin to Hanoi.", "Park Jin", "2023-02-01", True),
    ("Police searched the villa of Francisco Flores de Freites.", "Francisco Flores de Freites", "2015-11-13", False),
    ("Francisco Flores spoke.", "Francisco Flores", "2001-11-13", True),
    ("Later Ambassador Tung Kim landed.", "Ambassador Tung Kim", "2021-06-17", False),
    ("Envoy Malley landed.", "Envoy Malley", "2022-06-17", True),
    ("SPEAKER: Ms. Jean-Pierre took questions.", "Ms. Jean-Pierre", "2023-01-06", False),
    ("Mr. Pierre took questions.", "Mr. Pierre", "2023-01-06", True)])
def test_a_name_that_goes_on_a_sent_person_and_half_a_name_are_no_known_office_holder(text, words, day, expected):
    at = text.index(words)
    actors = Actors(text, day)
    known = actors.code((at, at + len(words)))
    assert (known in {("KOR",), ("SLV",), ("PRK",), ("USA",), ("LCA",)} and actors.sure((at, at + len(words)))) == expected


@pytest.mark.parametrize(("text", "elsewhere"), [
    ("Egypt heard Putin.", True), ("Egypt heard Lia Putin. Putin left.", False), ("Egypt heard Vladimir Putin. Putin left.", True),
    ("Egypt heard President Putin. Putin left.", True)])
def test_who_shares_the_last_name_of_an_office_holder_by_another_first_name_is_not_he_for_certain(text, elsewhere):
    at = text.rindex("Putin")
    actors = Actors(text, "2024-05-01")
    actors.code((at, at + 5))
    assert (actors.named_elsewhere((at, at + 5)) or any(m.kind == "learned" and m.start == at for m in actors.mentions)) == elsewhere


@pytest.mark.parametrize(("text", "words", "expected"), [
    ("Palestinians voted, and the PA paid.", "the PA", ("PSE",)), ("The PA system failed in Oslo.", "The PA", ("UNK",)),
    ("Israel annexed the Jordan Valley.", "the Jordan Valley", ("PSE",)), ("Israel thanked Jordan.", "Jordan", ("JOR",)),
    ("Syrian Kurds fled.", "Syrian Kurds", ("REB",)), ("Iraqi Kurds fled.", "Iraqi Kurds", ("IRQ",)),
    ("Armed men loyal to Muammar Gaddafi fled.", "Armed men loyal to Muammar Gaddafi", ("LBY",)),
    ("Rep. Devin Nunes spoke in Brazil.", "Rep. Devin Nunes", ("USA",)),
    ("In Bahrain Al-Wasat was closed.", "Al-Wasat", ("UNK",))])
def test_names_that_belong_to_more_than_one(text, words, expected):
    at = text.index(words)
    actors = Actors(text, "2011-05-01")
    assert (actors.code((at, at + len(words))) if actors.sure((at, at + len(words))) else ("UNK",)) == expected


@pytest.mark.parametrize(("day", "expected"), [("2022-09-26", ("RUS",)), ("2023-06-24", ("REB",))])
def test_wagner_is_russia_s_until_its_mutiny(day, expected):
    assert codes("Fighters of the Wagner Group marched.", "the Wagner Group", day) == expected


@pytest.mark.parametrize(("text", "surface", "expected"), [
    # friends by their nation, and another's friends
    ("We left it to our German allies.", "our German allies", "DEU"), ("Ukrainian partners had asked.", "Ukrainian partners", "UKR"),
    ("Germany's allies left.", "Germany's allies", "UNK"), ("American allies left.", "American allies", "UNK"),
    ("German critics left.", "German critics", "UNK"),
    ("European countries left, and the EU stayed.", "European countries", "UNK"), ("European ministers left.", "European ministers", "EUU"),
    # words that elsewhere end a head
    ("They shot two suspected ISIL fighters.", "two suspected ISIL fighters", "REB"),
    ("A man suspected of aiding Chile left.", "A man suspected of aiding Chile", "CHL"),
    ("It hit dozens of Peruvian soldiers.", "dozens of Peruvian soldiers", "PER"), ("It hit al-Qaeda linked militants.", "al-Qaeda linked militants", "REB"),
    # whose men in arms
    ("Police shot two Palestinian gunmen.", "two Palestinian gunmen", "PSE"), ("A Palestinian armed group fired.", "A Palestinian armed group", "PSE"),
    ("Palestinian militant groups fired.", "Palestinian militant groups", "REB"), ("Kurdish militants fired.", "Kurdish militants", "REB"),
    ("Extremist Israeli settlers came.", "Extremist Israeli settlers", "ISR"), ("Somali pirates came.", "Somali pirates", "SOM"),
    # of a body, of a nation
    ("It freed Fijian United Nations peacekeepers.", "Fijian United Nations peacekeepers", "UNO"),
    ("Nepalese UN workers died.", "Nepalese UN workers", "UNO"),
    ("Nepalese workers died.", "Nepalese workers", "NPL"), ("Japanese Americans sued.", "Japanese Americans", "USA"),
    ("The Senate of Belgium met.", "The Senate of Belgium", "BEL"), ("The Senate met.", "The Senate", "USA"),
    ("As often, the pope spoke of peace.", "the pope", "VAT"),
    ("Copts heard the pope.", "the pope", "UNK"), ("The Cook Islands left.", "The Cook Islands", "COK"),
])
def test_a_party_is_of_those_whom_its_own_words_name(text: str, surface: str, expected: str) -> None:
    assert codes(text, surface) == (expected,)
