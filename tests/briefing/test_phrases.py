"""What an event is about, in the words that follow its trigger."""
from __future__ import annotations

from dataclasses import replace

import pytest

from dragoman.briefing.phrases import MOST, is_cut_short, phrase, says_nothing
from dragoman.model import Actor, Statement

SENTENCES = {
    "Norland [meets] envoys of Sudland and of the Organization for Security and Co-operation in Westland today.":
        "meets envoys of Sudland and of the Organization for Security and Co-operation in Westland",
    "The bloc [suspends] Norland from the eastern council of trade and navigation and from its common market fund for failing to pay.":
        "suspends Norland from the eastern council of trade and navigation",
    "Norland [sends] twelve goats to Sudland each year for the next eight to ten years to help secure a viable wild stock.":
        "sends twelve goats to Sudland each year",
    "Norland plans [attacks] in Sudland and current terror threat levels are high.": "attacks in Sudland",
    "Norland's [attacks] in Sudland and Westland are condemned.": "attacks in Sudland and Westland",
    "The leaders of Norland and Sudland hold their first [summit] in three years.": "summit",
    "Norland lifted its [ban] for three years.": "ban for three years",
    "Norland and Sudland [signed] a trade treaty in the capital on Friday, after years of talks.": "signed a trade treaty in the capital",
    "Norland will [withdraw] from the World Health Club in 2026.": "withdraw from the World Health Club",
    "The ministry said Norland would [send] 1,200 soldiers to Sudland by March.": "send 1,200 soldiers to Sudland",
    "Norland [released] U.S. citizens. Sudland did not.": "released U.S. citizens",
    "They accuse Norland of having [provided] Sudland with drones and of helping to make more.": "provided Sudland with drones",
    "Norland [opened fire] on boats that had crossed the line.": "opened fire on boats",
    "Norland [accused] Sudland of “open theft”.": "accused Sudland of “open theft”",
    "Norland says that it will “[freeze] all contacts” with Sudland.": "freeze all contacts",
    "Norland [called] Sudland \"a nest of pirates\" while it talked.": "called Sudland \"a nest of pirates\"",
    "Norland's [airstrikes], it says, were few.": "airstrikes",
    "There was a Norland-[backed] raid.": "backed raid",
    "Norland [struck]. Sudland struck back.": "struck",
    "Norland [met] envoys of Sudland (its neighbour).": "met envoys of Sudland",
    "The two [agreed] to stop\n\nNext, the weather.": "agreed to stop",
    "Norland [welcomed] it as a first step.": "welcomed",
    "Sudland was [hit] by Norland's drones on 12 May 2025.": "hit by Norland's drones",
    "Norland [imposed] tariffs of 25% on most imports from Sudland and Eastland and 10% on goods from Westland.":
        "imposed tariffs of 25% on most imports from Sudland and Eastland",
    "Norland [bought] doses of the North–South vaccine – the first.": "bought doses of the North–South vaccine",
    "Norland [taxed] half of what it buys.": "taxed half",
    "Norland [launched] an attack [sic": "launched an attack",
    # a clause whole, or up to where what is left says something
    "Norland will [extend] the term for conscripts of all arms from four months to one year and a half, it says.":
        "extend the term for conscripts of all arms from four months to one year and a half",
    "A man was [arrested] in the Forest of Dale in connection with the discovery of the remains of a young horse that was found.":
        "arrested in the Forest of Dale",
    "Norland [accuses] a citizen of the Republic of Sudland of trying to overthrow the whole regime of Ruthia's head.":
        "accuses a citizen of the Republic of Sudland",
    "A [shootout] between soldiers of the Defence Force and two bodyguards of the former minister of the interior.":
        "shootout between soldiers of the Defence Force and two bodyguards",
    "Norland [sends] its six old corvettes to the Red Sea in response to missile and drone attacks on the ports of the coast.":
        "sends its six old corvettes to the Red Sea",
    "Norland will [ban] the plastics by the end of 2025.": "ban the plastics",
    "Norland [lifts] its curfew beginning on April 18.": "lifts its curfew",
    "Norland [changes] course in response.": "changes course",
    "Norland [purges] 500 clerks a day before the vote.": "purges 500 clerks",
    "Norland [fined] the firm for allegedly trying while it ran.": "fined the firm",
    "He is [charged] with the 2017 Sudland hack in a court.": "charged with the 2017 Sudland hack in a court",
    "Norland [held] the bridge for a day in 2017.": "held the bridge for a day",
    # stops, colons, hyphens, quotation marks and names that end nothing
    "Norland imposes a [curfew] from 9 p.m. to 6 a.m. in its cities.": "curfew from 9 p.m. to 6 a.m. in its cities",
    "Norland imposes a [curfew] from 9:30 to 6:00 in its cities: all of them.": "curfew from 9:30 to 6:00 in its cities",
    "Norland [met] St. Olaf's heirs and Dr. Orm.": "met St. Olaf's heirs and Dr. Orm",
    "Sudland is [joining] the EU.": "joining the EU",
    "Norland until it [de]-occupies the coast": "de-occupies the coast",
    "Norland [fired]-- by mistake -- a gun": "fired",
    "It called for \"[war]\" and \"ruin\" in the east.": "war",
    "Norland [meets] with Prime Minister Anna May in the port.": "meets with Prime Minister Anna May in the port",
    "Norland's men [mourn] the killing of five, Sudland says.": "mourn the killing of five",
    "Norland [arrested] a gang killing a guard.": "arrested a gang",
    "Norland [sent] more troops than ever to the coast.": "sent more troops than ever to the coast",
    "Sudlanders [entered] Norland from the coast than left.": "entered Norland from the coast",
    "Norland [struck] a school being used as a camp.": "struck a school",
    "A man is [charged] with making a bomb of pots.": "charged with making a bomb of pots",
    "They struck a [deal] between the Reds, the Greens and the Blues.": "deal",
    "Men were [arrested] in clashes between the Reds and what it calls thieves.": "arrested in clashes",
    "A brief [standoff] stemming from evident confusion over border limits occurring on the northern tip of the isle went on.":
        "standoff stemming from evident confusion over border limits",
    "A truce was [agreed] between the two armies, in the port.": "agreed between the two armies",
    "They struck a [deal] between the Reds and the Greens.": "deal between the Reds and the Greens",
    "Norland [accused] the man of being a spy.": "accused the man of being a spy",
    # the verb of the trigger, or of another clause
    "Missile [strikes] hit numerous train stations.": "strikes",
    "A [bombing] in the port kills three men.": "bombing in the port",
    "The [ban] on climbing goes into effect.": "ban on climbing",
    "Norland [honours] men killed in the war.": "honours men killed in the war",
    "Norland [hailed] a treaty led by Sudland.": "hailed a treaty led by Sudland",
    "Norland [shoots] and kills a boy.": "shoots and kills a boy",
    "Clerks were [arrested] under the act and the paper's assets were frozen.": "arrested under the act",
    "A plane was [shot down] and its pilot was held.": "shot down",
    "Norland [detained] the clerk and a guard.": "detained the clerk and a guard",
    # what says which thing a noun is
    "Two died in a drone [attack] on the port.": "drone attack on the port",
    "Two died in the 2017 Port Dale [shooting].": "Port Dale shooting",
    "Norland regrets its failed armed [coup].": "coup",
    "Norland imposes a night-time [curfew] from May on.": "night-time curfew",
    "Norland agreed after Sudland's long border [war].": "long border war",
    "Two died in drone [attacks] that Norland denies.": "drone attacks",
    "Two died in large-scale mass public drone [attacks].": "attacks",
    "It fell after halting oil [sales].": "sales",
    "Norland signed it on Saturday imposing [tariffs].": "tariffs",
    "Norland held its own border [meeting] in Dale.": "border meeting in Dale",
    "Men died during the Wednesday [attack] in Dale.": "attack in Dale",
    "The army [attacks] the port.": "attacks the port",
    "The army quickly [withdraws].": "withdraws",
    "The army, later [strikes].": "strikes",
    "He took part in border [clashes].": "border clashes",
    # a second act
    "Norland [bans] oil and terminates trade with Sudland.": "bans oil",
    "Norland will [ban] oil and terminate its trade with Sudland.": "ban oil",
    "Norland will [ban] oil and order books.": "ban oil and order books",
    "He was [deported] to Sudland and barred from the islands.": "deported to Sudland",
    "A plane [crossed] the border and dropped a bomb.": "crossed the border",
    "Norland and Sudland hold a [summit] in the port and sign a deal.": "summit in the port",
    "He told of [protests] against him and downplaying riots by the crowd.": "protests against him",
    "They [called] for mending the law and ending graft.": "called for mending the law and ending graft",
    "Rebels [storm] the house and set it on fire.": "storm the house",
    "Norland [imposed] tariffs and bans on all ships.": "imposed tariffs and bans on all ships",
    "Norland [sent] guns and all its tanks": "sent guns and all its tanks",
    "Norland [sent] tanks and armed men": "sent tanks and armed men",
    "Towns are hit by [strikes] and sustained damage, it says.": "strikes",
    "Ten were [killed] by the army and more than twenty others were hurt.": "killed by the army",
    "Ten died in an [air raid] on the port and at least three men are missing.": "air raid on the port",
    # what says nothing where a phrase ends
    "He announces his [resignation] indicating he will go.": "resignation",
    "Norland wishes to [rejoin] the bloc 32 years after it left.": "rejoin the bloc",
    "Norland [recalled] its envoy two days earlier after a raid.": "recalled its envoy",
    "Norland [suspended] ties over a decade ago.": "suspended ties",
    "Norland [sent] three brigades after a raid.": "sent three brigades",
    "He [threatens] a raid on Sudland to retaliate for his father's killing.": "threatens a raid on Sudland to retaliate for his father's killing",
    "Norland is accused of [arming] the river rebels with drones in violation of many United Council sanctions to allow raids on towns.":
        "arming the river rebels with drones",
    "Norland will [send] rifles to Sudland to help its many old, tired, internationally recognised, lowland-based forces of the far coast win.":
        "send rifles to Sudland to help its many old",
    "The [meeting] between Secretary of State Annabella Berg and Chairman of the Sovereign Council of Sudland Olaf Orm went on.": "meeting",
    "Norland will [investigate] alleged meddling by the government of Sudland in the 2019 and 2021 votes for the lower house.":
        "investigate alleged meddling by the government of Sudland",
    "Norland [bans] the paper on grounds that it lies.": "bans the paper",
    "Norland will [release] 15 men currently held.": "release 15 men currently held",
    "Norland will [release] 15 men currently, it says.": "release 15 men",
    "Norland plans to [sell] as many as seven ships to Sudland.": "sell as many as seven ships to Sudland",
    "The [waiver] for Sudland officially enters into force.": "waiver for Sudland",
    "A [landing] on the coast \"could lead to a war\", he says.": "landing on the coast",
}

SPOKEN = {  # what is said, where it is told in a clause of its own
    "Norland [warned] Sudland that its aid is at risk.": "warned Sudland that its aid is at risk",
    "Norland [warns] Sudland it could lose its seat if it fails.": "warns Sudland it could lose its seat",
    "Norland [pledges] to a team of the council that they will take harsh steps, he said.": "pledges to a team of the council that they will take harsh steps",
    "Norland [warns] that the delivery and the first use in battle of the new drones which Eastland sold to Sudland may hurt the region.": "warns",
    "Norland [warned] Sudland after it had struck.": "warned Sudland",
    "Norland [threatens].": "threatens",
}


def said(marked: str) -> tuple[Statement, str]:
    begin, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "", 1).replace("]", "", 1)
    return Statement("r", text[begin:end], (begin, end), "AID", "occurred"), text


@pytest.mark.parametrize("marked", SENTENCES)
def test_a_trigger_takes_what_belongs_to_it_in_its_clause(marked):
    assert phrase(*said(marked)) == SENTENCES[marked]


@pytest.mark.parametrize("marked", SPOKEN)
def test_a_word_of_speech_takes_what_is_said(marked):
    s, text = said(marked)
    assert phrase(replace(s, type="THREATEN"), text) == SPOKEN[marked]
    assert " that " not in phrase(s, text)


@pytest.mark.parametrize(("marked", "type_", "nothing"), [
    ("Norland [warns].", "THREATEN", True), ("Norland [threatens] a raid.", "THREATEN", False), ("The two [met].", "CONSULT", False),
    ("Norland fears Russian military [action].", "ASSAULT", True), ("The [aggression] went on.", "ASSAULT", True), ("Norland [leaves].", "SANCTION", False)])
def test_a_phrase_may_say_nothing(marked, type_, nothing):
    s, text = said(marked)
    s = replace(s, type=type_)
    assert says_nothing(s, phrase(s, text)) is nothing


def test_some_verbs_want_more():
    assert is_cut_short("sell") and not is_cut_short("sell ships") and not is_cut_short("leave")


PARTIES = {  # the words of a party beside its code: what is left unsaid, as the line of the event says it
    ("[arrest] four men of the port", "four men", "NOR"): "arrest four men of the port",
    ("[arrest] four men", "four men", "UNK"): "arrest four men",
    ("[ban] Antifolk", "Antifolk", "UNK"): "ban Antifolk",
    ("[warn] the United Kingdom", "the United Kingdom", "GBR"): "warn",
    ("[warn] the DPRK", "the DPRK", "PRK"): "warn",
    ("[leave] the European Union", "the European Union", "EUU"): "leave",
    ("[met] Anna Berg", "Anna Berg", "SWE"): "met Anna Berg",
    ("[kill] 17 militants", "17 militants", "REB"): "kill 17 militants",
    ("[war] on the Rapid Support Forces", "the Rapid Support Forces", "REB"): "war",
    ("[advance] of the M23 rebels", "the M23 rebels", "REB"): "advance",
    ("[killed] Hamas commander Abu Ali", "Hamas commander Abu Ali", "REB"): "killed Hamas commander Abu Ali",
    ("[sue] the carmaker", "the carmaker", "MNC"): "sue",
    ("[met] in London", "London", "GBR"): "met in London",
    ("[struck] in Dale", "Dale", "GBR"): "struck",
    ("[fled] to Norway", "Norway", "NOR"): "fled to Norway",
}


def test_an_actor_of_no_code_is_left_out_where_the_line_calls_him_so():
    s, text = said("The treaty was [ratified] by the parliaments of both countries, it says.")
    assert phrase(replace(s, actor=(Actor("the parliaments of both countries", "UNK"),)), text) == "ratified"
    assert phrase(replace(s, recipient=(Actor("the parliaments of both countries", "UNK"),)), text) == "ratified by the parliaments of both countries"


@pytest.mark.parametrize("told", PARTIES)
def test_a_party_is_left_out_where_the_line_says_no_less(told):
    marked, surface, code = told
    s, text = said(marked + ".")
    s = replace(s, actor=(Actor("Norwegians", "NOR"),), recipient=(Actor(surface, code),))
    assert phrase(s, text) == PARTIES[told]


@pytest.mark.parametrize(("marked", "words"), [
    ("Norland [warned] Sudland.", "warned"), ("Norland held [talks] with the Sudlanders on Friday.", "talks"),
    ("Norland [warned] Sudland's fleet.", "warned Sudland's fleet")])
def test_a_party_alone_is_not_said_twice(marked, words):
    s, text = said(marked)
    assert phrase(replace(s, recipient=(Actor("Sudland", "SWE"), Actor("Sudlanders", "SWE"))), text) == words


def test_who_stands_before_a_trigger_is_no_part_of_it():
    s, text = said("The northern [attacks] in the port went on.")
    assert phrase(s, text) == "northern attacks in the port"
    assert phrase(replace(s, actor=(Actor("The northern", "SWE", (0, 12)),)), text) == "attacks in the port"


def test_a_phrase_has_an_end_and_does_not_end_in_a_loose_word():
    s, text = said("Norland [sent] " + "rifles and shells to the towns of the long coast of its old ally " * 5)
    made = phrase(s, text)
    assert text.startswith(made, s.span[0])
    assert 20 < len(made) <= len("sent ") + MOST
    assert made.split()[-1] not in ("and", "to", "the", "of", "its")


@pytest.mark.parametrize("text", ["Something else is said here.", "", "AIDED"])
def test_where_the_trigger_does_not_stand_it_stands_alone(text):
    assert phrase(Statement("r", "aid", (0, 3), "AID", "occurred"), text) == "aid"


def test_a_trigger_within_a_word_stands_alone():
    assert phrase(Statement("r", "aid", (0, 3), "AID", "occurred"), "aides of Norland") == "aid"
