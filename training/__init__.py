"""Makes the reader's weights from corpora. Needs PyTorch and ../shared; a user of Dragoman needs neither."""
