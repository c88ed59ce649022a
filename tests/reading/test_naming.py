"""What a name stands for by itself."""
import pytest

from dragoman.reading import code_of

NAMES = {
    "United States": "USA", "Palestinian Territory, Occupied": "PSE", "Holy See Vatican City State": "VAT", "European Union": "EUU",
    "UN Security Council": "UNO", "Vladimir Putin": "RUS", "Sergey Viktorovich Lavrov": "RUS", "António Manuel de Oliveira Guterres": "UNO",
    "Turkish Army": "TUR", "Central Bank of Liberia": "LBR", "Boko Haram": "REB", "Armed Rebel": "REB", "Ryanair": "MNC", "USS Sterett": "USA",
    # nothing in these says
    "Police": "UNK", "Unspecified Actor": "UNK", "Africa": "UNK", "Democratic Party": "UNK", "": "UNK", "…": "UNK",
    # a place that people bear the name of says nothing inside another name
    "Mauro Medina": "UNK",
    # nor do two states
    "National Front for the Salvation of Libya": "UNK",
    # nor a namesake without the middle name, nor a word that is a name here
    "Robert James Brown": "UNK", "Wang Gang": "UNK",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_gives_the_code_that_it_says_and_no_guess(name):
    assert code_of(name, "2018-06-01") == NAMES[name]


def test_a_person_stays_a_countrys_after_the_office_and_a_group_is_what_it_is_on_the_day():
    assert code_of("Rex Tillerson", "2024-01-01") == code_of("Rex Tillerson", "2017-06-01") == "USA"
    assert [code_of("Charles Michel", day) for day in ("2018-01-01", "2020-01-01")] == ["BEL", "EUU"]
    assert code_of("Rose Gottemoeller", "2024-01-01") == "UNK"
    assert code_of("Taliban", "2018-01-01") == "REB"
    assert code_of("Taliban", "2022-01-01") == "AFG"
