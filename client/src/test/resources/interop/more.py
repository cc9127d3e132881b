"""Judges every answer in the second file of vectors with the kit's verifier: more.py KIT VECTORS CERTIFICATE

Prints one line for each: its name, the result that it has, and what the verifier says, with tabs between.
"""
import json
import sys

sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True

import ql_verify  # noqa: E402

with open(sys.argv[2], encoding="ascii") as file:
    VECTORS = json.load(file)
ANSWERS = VECTORS["bound"] + [answer for batch in VECTORS["batch"] for answer in batch["answers"]]

for answer in ANSWERS:
    try:
        ql_verify.judge({"certificateFile": sys.argv[3], **answer})
        said = "ok"
    except ql_verify.Rejected as rejected:
        said = rejected.reason
    print("\t".join((answer["what"], answer["result"], said)))
