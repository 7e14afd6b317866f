# FORWARD_KEY=… python3 verify.py "$FORWARD_SIGNATURE" <body
import hmac, os, sys, time

body = sys.stdin.buffer.read()  # the raw bytes
part = dict(p.partition("=")[::2] for p in sys.argv[1].split(","))
t = part.get("t", "")
wanted = hmac.digest(os.environ["FORWARD_KEY"].encode(), t.encode() + b"." + body, "sha256").hex()
fresh = t.isdigit() and abs(time.time() - int(t)) < 300
sys.exit(0 if fresh and hmac.compare_digest(part.get("v1", "").encode(), wanted.encode()) else 1)
