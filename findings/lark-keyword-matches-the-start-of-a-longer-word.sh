#!/usr/bin/env bash
# Package: lark 1.3.1
# Behaviour: in the grammar `NAME ("or" NAME)*` the text `aspirin oral` parses as aspirin OR al,
#   with the LALR parser (contextual lexer) and with Earley alike.
# Expected: a parse error, since `oral` is one word; that words matching NAME come before
#   keywords is what the basic lexer does.
# Bites: rule and order languages with and/or/not/in: a missing operator before a drug or test
#   name that begins with a keyword gives a different condition instead of an error.
# Instead: write keywords as patterns with a word boundary, `/or\b/`, or use lexer='basic'.
set -euo pipefail

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
export PYTHONUTF8=1

"${PYTHON:-python3}" -m venv venv
install() {
    venv/bin/python -m pip install --quiet --disable-pip-version-check "$@" >pip.log 2>&1 ||
        { cat pip.log >&2; echo "NOT RUN: could not install $*" >&2; exit 2; }
}
install 'lark==1.3.1'

cat >probe.py <<'PROBE'
import lark

grammar = """
start: NAME (_OR NAME)*
_OR: %s
NAME: /[a-z]+/
%%ignore " "
"""
for keyword, parser, lexer, text in (
    ('"or"', "lalr", "contextual", "aspirin oral"),
    ('"or"', "earley", "dynamic", "aspirin oral"),
    ('"or"', "lalr", "basic", "aspirin oral"),
    (r"/or\b/", "lalr", "contextual", "aspirin oral"),
    (r"/or\b/", "lalr", "contextual", "aspirin or iron"),
):
    try:
        result = [str(token) for token in lark.Lark(grammar % keyword, parser=parser, lexer=lexer).parse(text).children]
    except lark.UnexpectedInput as problem:
        result = type(problem).__name__
    print(f"{keyword}, {parser}, {lexer}: {text} -> {result}")
PROBE

cat >expected <<'SEEN'
"or", lalr, contextual: aspirin oral -> ['aspirin', 'al']
"or", earley, dynamic: aspirin oral -> ['aspirin', 'al']
"or", lalr, basic: aspirin oral -> UnexpectedToken
/or\b/, lalr, contextual: aspirin oral -> UnexpectedToken
/or\b/, lalr, contextual: aspirin or iron -> ['aspirin', 'iron']
SEEN

venv/bin/python probe.py >seen 2>errors ||
    { cat seen errors >&2; echo "CHANGED: the probe itself failed" >&2; exit 1; }
cat seen
diff -u expected seen >&2 ||
    { cat errors >&2; echo "CHANGED: the output is no longer the one embedded here" >&2; exit 1; }
echo "UNCHANGED: lark-keyword-matches-the-start-of-a-longer-word"
