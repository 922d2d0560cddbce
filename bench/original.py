"""What the original RunInfoDiffer did with two texts, written anew: `Differ` for the lines, then `HtmlDiff` for the page.

Reads a list of pairs of texts as JSON; prints how many milliseconds each pair took, as JSON.
"""
import difflib
import json
import sys
import time


def diff(before, after):
    start = time.perf_counter()
    a, b = before.splitlines(), after.splitlines()
    list(difflib.Differ().compare(a, b))
    difflib.HtmlDiff().make_table(a, b, context=True)
    return 1000 * (time.perf_counter() - start)


print(json.dumps([diff(before, after) for before, after in json.load(sys.stdin)]))
