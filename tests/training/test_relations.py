"""Relations for training, from statements and tables of our own; runs where PyTorch is installed, as for training."""
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

WEIGHTS = Path(__file__).parents[2] / "src" / "dragoman" / "weights"


@pytest.fixture(scope="module")
def tokens():
    from training.tokens import Tokens

    return Tokens(WEIGHTS / "tokenizer.json", 224)


def statement(trigger, type, actor, recipient, status="occurred"):
    return {"trigger": trigger, "type": type, "status": status, "actor": [[a, c] for a, c in actor], "recipient": [[r, c] for r, c in recipient]}


def made(tokens, text, *statements):
    """Type, actor, recipient and text of each relation made of an annotated line."""
    from dragoman.model import TYPES
    from training.examples import relations_of_statements

    out = []
    for x in relations_of_statements([{"text": text, "statements": list(statements)}], tokens):
        a, r, types = x.relation
        pieces = [tokens.tokenizer.decode(x.ids[s[0]:s[1] + 1]) for s in (a, r)]
        out.append((*(TYPES[k] for k in types), *pieces, tokens.tokenizer.decode(x.ids)))
    return out


ELBONIA, BORDURIA, RURITANIA = [("Elbonia", "ELB")], [("Borduria", "BOR")], [("Ruritania", "RUR")]


def test_the_sentence_of_the_trigger_where_it_holds_both_parties(tokens):
    (got,) = made(tokens, "Ruritania slept. Elbonia condemned Borduria on Monday.", statement("condemned", "ACCUSE", ELBONIA, BORDURIA))
    assert got == ("ACCUSE", "elbonia", "borduria", "elbonia condemned borduria on monday.")


def test_the_whole_text_where_the_sentence_lacks_a_party(tokens):
    (got,) = made(tokens, "Elbonia is angry. Its minister condemned Borduria.", statement("condemned", "ACCUSE", ELBONIA, BORDURIA))
    assert got[1:3] == ("elbonia", "borduria") and got[3].startswith("elbonia is angry")


@pytest.mark.parametrize("text", ["They condemned Borduria.", "The Elbonians condemned Bordurian actors."])
def test_a_party_that_is_not_in_the_text_makes_none(tokens, text):
    assert made(tokens, text, statement("condemned", "ACCUSE", [("Elbonia itself", "ELB")], BORDURIA)) == []


def test_parties_that_are_the_same_words_make_none(tokens):
    assert made(tokens, "Elbonia condemned it.", statement("condemned", "ACCUSE", ELBONIA, ELBONIA)) == []


def test_two_acts_of_one_pair_in_a_sentence_make_none_and_another_pair_is_kept(tokens):
    text = "Elbonia condemned Borduria and shelled Borduria, and Elbonia praised Ruritania. Elbonia shelled Borduria."
    both = (statement("condemned", "ACCUSE", ELBONIA, BORDURIA), statement("shelled", "ASSAULT", ELBONIA, BORDURIA))
    praise = statement("praised", "SUPPORT", ELBONIA, RURITANIA)
    assert [g[0] for g in made(tokens, text, *both, praise)] == ["SUPPORT"]
    again = (statement("condemned", "ACCUSE", BORDURIA, ELBONIA), both[1])
    assert made(tokens, "Borduria condemned Elbonia, which shelled Borduria.", *again) == []
    apart = made(tokens, "Elbonia condemned Borduria. Elbonia then shelled Borduria.", *both)
    assert [g[0] for g in apart] == ["ACCUSE", "ASSAULT"]


def test_acts_to_come_take_the_root_of_the_manual_and_doubtful_ones_none(tokens):
    from training.examples import plover_root

    assert [plover_root(t, "planned") for t in ("CONSULT", "AID", "RETREAT", "SANCTION", "ACCUSE")] == ["AGREE", "AGREE", "AGREE", "THREATEN", "ACCUSE"]
    assert [plover_root("AID", s) for s in ("occurred", "ongoing", "possible", "denied", "called_off")] == ["AID", "AID", None, None, None]


def test_two_sides_of_talks_are_actor_and_recipient(tokens):
    two = [*ELBONIA, *BORDURIA]
    assert [g[:3] for g in made(tokens, "Elbonia and Borduria held talks.", statement("talks", "CONSULT", two, []))] == [("CONSULT", "elbonia", "borduria")]
    assert made(tokens, "Elbonia and Borduria protested.", statement("protested", "PROTEST", two, [])) == []


def test_a_table_gives_its_roots_and_yield_is_either_of_two(tokens, tmp_path):
    from dragoman.model import TYPES
    from training.examples import relations

    path = tmp_path / "own.tsv"
    path.write_text("marked_sentence\tgold_root\n<s>Elbonia</s> frees <t>Borduria</t>'s sailors.\tYIELD\n<s>Elbonia</s> opens an inquiry.\tACCUSE\n",
                    encoding="utf-8")
    one, two = relations(path, tokens)
    assert {TYPES[k] for k in one.relation[2]} == {"CONCEDE", "RETREAT"}
    assert two.relation[1] == (0, 0)
    marked, _ = relations(path, tokens, tokens.marks)
    assert [i for i in marked.ids if i not in tokens.marks] == one.ids
    assert [marked.ids[s[0]] for s in marked.relation[:2]] == [tokens.marks[0], tokens.marks[2]]
    path.write_text("marked_sentence\tgold_root\n<s>Elbonia</s> waits.\tPUZZLE\n", encoding="utf-8")
    with pytest.raises(ValueError, match="PUZZLE"):
        relations(path, tokens)


def test_the_loss_of_a_choice_is_that_of_the_sum_of_its_chances():
    from training.losses import either

    logits = torch.tensor([[0.1, 0.2, 0.7], [0.5, 0.25, 0.25]]).log()
    allowed = torch.tensor([[True, True, False], [True, False, False]])
    assert either(logits, allowed).item() == pytest.approx(-(torch.tensor(0.3).log() + torch.tensor(0.5).log()).item() / 2)
    whole = torch.nn.functional.cross_entropy(logits, torch.tensor([2, 0]), label_smoothing=0.1)
    assert either(logits, torch.tensor([[False, False, True], [True, False, False]]), 0.1).item() == pytest.approx(whole.item())


def test_folds_keep_a_sentence_together_and_spread_roots_evenly():
    from training.folds import spread
    from training.plover import Marked

    rows = [Marked(f"{root} {i}", (0, 1), (2, 3), root) for root, n in (("AID", 10), ("ACCUSE", 15), ("YIELD", 5)) for i in range(n)]
    rows += [Marked("AID 0", (4, 5), (2, 3), "AID")] * 3
    part = spread(rows, 5, 1)
    assert len({f for r, f in zip(rows, part, strict=True) if r.sentence == "AID 0"}) == 1
    for root in ("ACCUSE", "YIELD"):
        sizes = [sum(f == k and r.root == root for r, f in zip(rows, part, strict=True)) for k in range(5)]
        assert max(sizes) - min(sizes) == 0
    assert part == spread(rows, 5, 1)
    assert part != spread(rows, 5, 2)


def test_the_graph_that_ships_says_what_the_network_says(tmp_path):
    ort = pytest.importorskip("onnxruntime")
    onnx = pytest.importorskip("onnx")
    from training.encoder import Encoder
    from training.export import relation
    from training.network import Network

    torch.manual_seed(0)
    net = Network(Encoder(vocab=2000, width=24, layers=1, heads=12, inner=24)).eval()
    hidden, mask = torch.randn(2, 7, 24), torch.tensor([[True] * 7, [True] * 5 + [False] * 2])
    actor, recipient = torch.tensor([[1, 2], [3, 3]]), torch.tensor([[5, 5], [0, 0]])
    want = net.relate(hidden, mask.float(), actor, recipient).detach().numpy()
    given = {"hidden": hidden.numpy(), "mask": mask.numpy(), "actor": actor.numpy(), "recipient": recipient.numpy()}
    said = {}
    for bytes_ in (False, True):
        relation(net, tmp_path / "relation.onnx", bytes_)
        (said[bytes_],) = ort.InferenceSession(str(tmp_path / "relation.onnx")).run(None, given)
    assert said[False].shape == (2, 16)
    assert said[False] == pytest.approx(want, abs=1e-5)
    products = [n.op_type for n in onnx.load(str(tmp_path / "relation.onnx")).graph.node if "MatMul" in n.op_type or n.op_type == "Gemm"]
    assert products == ["MatMulNBits"] * 2 and said[True] == pytest.approx(want, abs=0.01)
