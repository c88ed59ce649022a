"""Products of bytes are right on every processor: without dot products of bytes (VNNI), they overflow unless onnxruntime is told otherwise."""
import base64

import numpy as np

from dragoman.processor import has_dot_products
from dragoman.reading.encoder import session

PRODUCT = base64.b64decode(
    "CAgSADqQAQoYCgF4CgF3EgF5Ig1NYXRNdWxJbnRlZ2VyEgFnKksIEAgEEANCAXdKQH+B/wF/gX8Bf4H/AX+BfwF/gf8Bf4F/AX+B/wF/gX8Bf4H/AX+BfwF/gf8Bf4F/AX+B/wF/gX8Bf4H/AX+BfwF"
    "aEQoBeBIMCgoIAhIGCgAKAggQYhEKAXkSDAoKCAYSBgoACgIIBEIECgAQEQ==")
"""MatMulInteger of unsigned bytes x (rows, 16) by signed bytes (16, 4): 127; -127; -1 and 127 in turns; 1. Made with onnx.helper."""


def test_the_largest_bytes_are_multiplied_without_overflow():
    x = np.full((2, 16), 255, np.uint8)
    (got,) = session(PRODUCT).run(None, {"x": x})
    assert got.tolist() == [[255 * 127 * 16, -255 * 127 * 16, 255 * 126 * 8, 255 * 16]] * 2


def test_exact_products_are_asked_for_only_where_others_overflow():
    """Where the processor has dot products onnxruntime's option for exact ones is left alone: it made them twice as slow, and changed nothing."""
    said = session(PRODUCT).get_session_options().get_session_config_entry("session.x64quantprecision")
    assert said == ("0" if has_dot_products() else "1")
