"""Which URLs and addresses are asked."""
from __future__ import annotations

from ipaddress import ip_address

import pytest

from dragoman.fetching import FetchError
from dragoman.fetching.addresses import chosen, is_everybodys, joined, networks, place, refusal
from dragoman.model import InputError

LOCAL_ONES = (
    "0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.0.9 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 "
    "192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 168.63.129.16 "
    ":: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b:1::8.8.8.8 100::1 2001::1 "
    "2001:0:4136:e378:8000:63bf:3fff:fdd2 "
    "2001:10::1 2001:db8::1 2002:7f00:1:: 2002:808:808::1 3fff::1 4000::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%1 fec0::1 ff02::1 ff0e::1").split()


@pytest.mark.parametrize("address", LOCAL_ONES)
def test_what_is_not_everybodys_is_refused(address):
    assert not is_everybodys(ip_address(address))
    assert "no address of the public internet" in refusal(ip_address(address), 443)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.1", "172.32.0.1",
                                     "2606:4700::1111", "2a00:1450::1", "64:ff9b::808:808"])
def test_what_is_everybodys_is_not(address):
    assert is_everybodys(ip_address(address))
    assert refusal(ip_address(address), 443) is None


def test_only_some_ports_are_asked_outside_the_networks_that_are_let_through():
    outside, inside = ip_address("8.8.8.8"), ip_address("10.1.2.3")
    assert [refusal(outside, port) for port in (80, 443, 8080, 8443)] == [None] * 4
    assert "port 22" in refusal(outside, 22)
    assert refusal(inside, 9000, networks(["10.1.0.0/16"])) is None
    assert refusal(inside, 80, networks(["10.2.0.0/16"]))


def test_a_name_with_one_address_inside_is_refused_whole():
    at = place("http://news.example/")
    with pytest.raises(FetchError, match=r"10\.0\.0\.1"):
        chosen(at, ["8.8.8.8", "10.0.0.1"], ())
    with pytest.raises(FetchError, match="no address"):
        chosen(at, ["not an address"], ())
    with pytest.raises(FetchError, match="stands for no address"):
        chosen(at, [], ())
    assert [str(a) for a in chosen(at, ["8.8.8.8", "8.8.8.8", "2606:4700::1111"], ())] == ["8.8.8.8", "2606:4700::1111"]


@pytest.mark.parametrize("url", [
    "file:///etc/passwd", "ftp://news.example/", "gopher://news.example/", "javascript:alert(1)", "data:text/html,x", "//news.example/", "news.example", "",
    "http://", "http:///path", "http://user@news.example/", "http://user:word@news.example/", "http://news.example@10.0.0.1/", "http://news.example:0/",
    "http://news.example:/", "http://news.example:99999/", "http://news.example:8o/", "http://news .example/", "http://news.example\\@10.0.0.1/",
    "http://news.example/\r\nX: y", "http://news.example/\x00", "http://[::1", "http://[fe80::1%25eth0]/", "http://[::g]/", "http://news..example/",
    "http://news.example/\udcff", "http://news.example/?\ud83d", "http://\udcff/",
    "http://.example/", "http://" + "a" * 64 + ".example/", "http://news%2eexample/", "http://exa<mple/", "http://news.example/" + "a" * 5000, "http://xn--\u2603.\u00ad/"])
def test_malformed_urls_are_refused(url):
    with pytest.raises(FetchError) as error:
        place(url)
    assert error.value.kind == "url"
    assert not error.value.again


@pytest.mark.parametrize("url,plain,target", [
    ("HTTP://News.Example", "http://news.example/", "/"),
    ("https://news.example:443/a?b=c#part", "https://news.example/a?b=c", "/a?b=c"),
    ("https://news.example.:8443/a", "https://news.example:8443/a", "/a"),
    ("https://b\u00fccher.example/stra\u00dfe?q=\u00fc", "https://xn--bcher-kva.example/stra%C3%9Fe?q=%C3%BC", "/stra%C3%9Fe?q=%C3%BC"),
    ("http://my_paper.example/a%20b", "http://my_paper.example/a%20b", "/a%20b"),
    ("http://[2606:4700:0::1111]:80/", "http://[2606:4700::1111]/", "/")])
def test_urls_are_made_plain(url, plain, target):
    found = place(url)
    assert (found.url, found.target) == (plain, target)
    assert place(found.url) == found


def test_links_are_followed_from_where_they_stand():
    assert joined("https://news.example/a/b.html", "../c?d").url == "https://news.example/c?d"
    assert joined("https://news.example/a", "//other.example/x").url == "https://other.example/x"
    for bad in ("file:///etc/passwd", "http://[", "javascript:x"):
        with pytest.raises(FetchError):
            joined("https://news.example/a", bad)


def test_a_network_that_is_none_is_named():
    with pytest.raises(InputError, match=r"10\.0\.0\.1/8"):
        networks(["10.0.0.1/8"])
