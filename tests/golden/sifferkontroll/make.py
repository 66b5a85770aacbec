"""Writes statements.csv: sentences made from official counts, each once right and once wrong.

Usage: python3 make.py path/to/crime_counts.csv > statements.csv

Independent of the library: exact fractions, and ROUND_HALF_UP of the decimal module. No seed; the output
depends on the input file alone.
"""

import csv
import sys
from decimal import ROUND_HALF_UP, Decimal, getcontext
from fractions import Fraction

getcontext().prec = 40
REGION, LPO, SDO = "Region Stockholm", "LPO Norrmalm", "Norrmalm stadsdelsområde"
counts = {}
for row in csv.DictReader(open(sys.argv[1], encoding="utf-8")):
    counts[row["category_id"], row["area"], int(row["year"])] = int(row["reported_crimes"])
labels = {
    "alla_brott": "anmälda brott",
    "vald_offentlig_miljo": "våld i offentlig miljö",
    "fickstold": "fickstölder",
    "narkotikabrott": "narkotikabrott",
    "personran": "personrån",
    "klotter": "klotter",
}


def rounded(value, decimals):
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def sv(number):
    """1412 -> 1 412 with a no-break space, 12.4 -> 12,4."""
    whole, _, decimals = str(number).partition(".")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    groups = []
    while whole:
        groups.insert(0, whole[-3:])
        whole = whole[:-3]
    return sign + "\u00a0".join(groups) + ("," + decimals if decimals else "")


out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(
    "id category area year measure other right right_written right_code wrong wrong_written wrong_code inside".split()
)
n = 0


def write(category, area, year, measure, other, template, right, wrong, right_code="ok", wrong_code="fails", inside=""):
    global n
    n += 1
    out.writerow(
        [n, category, area, year, measure, other]
        + [template.format(right), right, right_code]
        + [template.format(wrong), wrong, wrong_code, inside]
    )


for category, label in labels.items():
    # A count, and the same with its last digit changed.
    count = counts[category, SDO, 2015]
    other_digit = count - count % 10 + (count + 3) % 10
    write(category, SDO, 2015, "count", "", f"Under 2015 var {label} {{}} till antalet i stadsdelsområdet.",
          sv(count), sv(other_digit))
    # Shares with none and with one decimal; wrong by one in the last place.
    for whole, name, decimals in ((REGION, "regionen", 0), (LPO, "lokalpolisområdet", 1)):
        share = rounded(Fraction(100 * count, counts[category, whole, 2015]), decimals)
        wrong = share + Decimal(1).scaleb(-decimals)
        write(category, SDO, 2015, "share_of", whole, f"Av {label} i {name} skedde {{}} i stadsdelsområdet.",
              sv(share) + " %", sv(wrong) + " procent")
    # A change since the year before, in words and as a number.
    change = Fraction(100 * (count - counts[category, SDO, 2014]), counts[category, SDO, 2014])
    words = ("ökat", "minskat") if change > 0 else ("minskat", "ökat")
    write(category, SDO, 2015, "change_from", 2014, f"Sedan 2014 har {label} {{}} i stadsdelsområdet.", *words)
    size = rounded(abs(change), 1)
    write(category, SDO, 2015, "change_from", 2014,
          f"Sedan 2014 har {label} {words[0]} med {{}} i stadsdelsområdet.",
          sv(size) + " %", sv(size + Decimal("0.1")) + " %")

# Weak words: right is inside the range of the word, wrong outside; both are warned of.
weak = [
    ("personran", SDO, 2015, "share_of", LPO, "Av personrånen i lokalpolisområdet skedde {} här.", "två tredjedelar", "drygt hälften"),
    ("fickstold", SDO, 2015, "change_from", 2014, "Fickstölderna har {} sedan 2014.", "minskat något", "marginellt minskat"),
    ("klotter", SDO, 2015, "change_from", 2014, "Klottret har {} sedan 2014.", "ökat kraftigt", "ökat något"),
    ("alla_brott", SDO, 2015, "change_from", 2014, "Brotten har {} sedan 2014.", "marginellt ökat", "kraftigt ökat"),
    ("klotter", SDO, 2015, "change_from", 2014, "Klottret har {} sedan 2014.", "fördubblats", "tredubblats"),
    ("alla_brott", SDO, 2015, "share_of", LPO, "Av brotten i lokalpolisområdet skedde {} här.", "drygt hälften", "en tredjedel"),
    ("fickstold", SDO, 2015, "count", "", "Det blev {} fickstölder.", "cirka 5\u00a0800", "cirka 6\u00a0800"),
    ("fickstold", LPO, 2015, "share_of", REGION, "Av regionens fickstölder skedde {} i lokalpolisområdet.", "var tredje", "var fjärde"),
]
for category, area, year, measure, other, template, right, wrong in weak:
    write(category, area, year, measure, other, template, right, wrong, "weak_words", "weak_words", "right")
# Sharp words: a bound, and the same.
write("fickstold", SDO, 2015, "share_of", LPO, "Av fickstölderna skedde {} i stadsdelsområdet.", "mer än 71 %", "mer än 72 %")
write("klotter", SDO, 2015, "change_from", 2014, "Klottret har {} sedan 2014.", "mer än fördubblats", "mer än tredubblats")
write("alla_brott", SDO, 2015, "change_from", 2014, "Nivån är {} mot 2014.", "oförändrad", "minskat")
