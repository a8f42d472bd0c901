"""Signs URLs of Signet with Python 3 alone: sign(key, '/photo (1).jpg', {'width': 400}).

Raw in a path:  letters, digits and -._~!$&'()*+,;=:@/
Raw in a value: letters, digits and -._~!$()*,;:@/?
Every other byte of the UTF-8 is %XX. quote without safe encodes more, and the server answers 400.
"""

import base64
import hashlib
import hmac
import os
import sys
from urllib.parse import quote


def sign(key: bytes, path: str, query: dict) -> str:
    """The path and query of the URL. Neither path nor values are encoded yet."""
    path = quote(path, safe="-._~!$&'()*+,;=:@/")
    pairs = [f"{name}={quote(str(value), safe='-._~!$()*,;:@/?')}" for name, value in query.items()]
    message = "\n".join(["signet-v1", path, "&".join(pairs)])
    mac = hmac.new(key, message.encode(), hashlib.sha256).digest()
    token = base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
    return path + "?" + "&".join([*pairs, f"token={token}"])


def first_key(keys: str) -> bytes:
    """The bytes of the first key of SIGNING_KEYS: id:base64url[,id:base64url...]."""
    text = keys.split(",")[0].split(":")[1]
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


if __name__ == "__main__":
    # Each line of the input is a path and name=value pairs, with tabs between them.
    for line in sys.stdin:
        path, *pairs = line.rstrip("\n").split("\t")
        print(sign(first_key(os.environ["SIGNING_KEYS"]), path, dict(pair.split("=", 1) for pair in pairs)))
