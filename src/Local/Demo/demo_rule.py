"""The rule behind the demo: two words, where they count, and what they are worth together.

Everything the model can know is in this file, so an explanation of the model can be checked
against it. Positions are 0-based starts in a sequence of 48 letters.
"""
import json

import numpy as np

LETTERS = "ACGT"
LENGTH = 48

# Consensus words of the two boxes of a bacterial promoter, as textbooks print them. They are
# words, not data: no measurement went into this demo. A letter's weight is its share of the
# word's match; the weights are invented, sum to 1, and fall on the letters known to matter most.
WORD_A = "TTGACA"
WEIGHTS_A = (0.22, 0.22, 0.18, 0.14, 0.12, 0.12)
WORD_B = "TATAAT"
WEIGHTS_B = (0.17, 0.23, 0.12, 0.13, 0.12, 0.23)

# Each word counts on its own: A at any of 14 starts, B near its one place. The step is steep, so
# that half a word is worth little alone.
EFFECT_A = 2.0
PLACES_A = {place: 1.0 for place in range(2, 16)}
EFFECT_B = 2.0
PLACES_B = {30: 0.3, 31: 1.0, 32: 0.3}
OWN_MIDDLE, OWN_WIDTH = 0.85, 0.12

# The bonus needs both words, A before B, at the right distance between the starts: 23 (a spacer
# of 17 letters), a quarter as well 22 or 24, nothing else. This step is gentle: two half words at
# the right distance already help each other, which is why pairs of letters can show it.
BONUS = 8.0
DISTANCES = {22: 0.25, 23: 1.0, 24: 0.25}
BONUS_MIDDLE, BONUS_WIDTH = 0.45, 0.2

NOISE = 0.1


def encode(word):
    """Letters as numbers 0..3."""
    return np.array([LETTERS.index(letter) for letter in word], dtype=np.int8)


def decode(row):
    """Numbers 0..3 as letters."""
    return "".join(LETTERS[i] for i in row)


def match(x, word, weights):
    """Weighted share of the word's letters found at every start: (N, 48) -> (N, 43), from 0 to 1."""
    starts = LENGTH - len(word) + 1
    found = np.zeros((len(x), starts))
    for offset, (letter, weight) in enumerate(zip(encode(word), weights)):
        found += weight * (x[:, offset:offset + starts] == letter)
    return found


def presence(found, middle, width):
    """A soft step from 0 (nothing found) to 1 (the whole word found)."""
    def step(m):
        return 1 / (1 + np.exp((middle - m) / width))
    return (step(found) - step(0.0)) / (step(1.0) - step(0.0))


def activity(x):
    """The true activity of sequences given as numbers (N, 48), without noise."""
    found_a, found_b = match(x, WORD_A, WEIGHTS_A), match(x, WORD_B, WEIGHTS_B)
    own_a, own_b = presence(found_a, OWN_MIDDLE, OWN_WIDTH), presence(found_b, OWN_MIDDLE, OWN_WIDTH)
    both_a, both_b = presence(found_a, BONUS_MIDDLE, BONUS_WIDTH), presence(found_b, BONUS_MIDDLE, BONUS_WIDTH)
    y = sum(EFFECT_A * weight * own_a[:, place] for place, weight in PLACES_A.items())
    for place, weight in PLACES_B.items():
        y = y + EFFECT_B * weight * own_b[:, place]
        for distance, share in DISTANCES.items():
            y = y + BONUS * weight * share * both_b[:, place] * both_a[:, place - distance]
    return y


def plant(row, place, word):
    """Writes a word into one sequence."""
    row[place:place + len(word)] = encode(word)


def training_rows(random, count, uniform_share):
    """Sequences to learn from: uniform ones, and ones with both words, one or none, often damaged."""
    x = random.integers(0, 4, (count, LENGTH)).astype(np.int8)
    for row in x[int(count * uniform_share):]:
        place_b = int(random.integers(29, 34))
        place_a = place_b - int(random.integers(21, 26)) if random.random() < 0.6 else int(random.integers(0, 22))
        damaged = random.random(LENGTH) < random.choice([0.0, 0.15, 0.3])
        spare = row.copy()
        if random.random() < 0.75:
            plant(row, place_b, WORD_B)
        if random.random() < 0.75:
            plant(row, place_a, WORD_A)
        row[damaged] = spare[damaged]
    return x[random.permutation(count)]


def background(random):
    """A random sequence that holds neither word."""
    while True:
        row = random.integers(0, 4, LENGTH).astype(np.int8)
        if WORD_A not in decode(row) and WORD_B not in decode(row):
            return row


def draw_example(random, group):
    """One sequence of a group with the list of what was planted; exactly those words occur in it."""
    while True:
        row, planted = background(random), []
        place_b = int(random.choice([30, 31, 32], p=[0.15, 0.7, 0.15]))
        if group == "both":
            place_a = place_b - int(random.choice([22, 23, 24], p=[0.15, 0.7, 0.15]))
        elif group == "wrong":
            place_a = int(random.choice([p for p in PLACES_A if min(abs(place_b - p - d) for d in DISTANCES) >= 3]))
        else:
            place_a = int(random.choice(list(PLACES_A)))
        if group in ("both", "wrong", "a"):
            plant(row, place_a, WORD_A)
            planted.append({"motif": "A", "start": place_a, "word": WORD_A})
        if group in ("both", "wrong", "b"):
            plant(row, place_b, WORD_B)
            planted.append({"motif": "B", "start": place_b, "word": WORD_B})
        text = decode(row)
        if text.count(WORD_A) + text.count(WORD_B) == len(planted):
            return row, planted


def truth(examples):
    """What truth.json holds: the rule, and what was planted where."""
    def places(weights):
        return [{"start": start, "weight": weight} for start, weight in weights.items()]
    return {
        "about": "Invented rule on textbook consensus words; words, not data. Positions are 0-based starts.",
        "letters": LETTERS,
        "length": LENGTH,
        "motifs": [
            {"motif": "A", "name": "-35 box", "word": WORD_A, "letterWeights": list(WEIGHTS_A), "effect": EFFECT_A,
             "places": places(PLACES_A), "middle": OWN_MIDDLE, "width": OWN_WIDTH},
            {"motif": "B", "name": "-10 box", "word": WORD_B, "letterWeights": list(WEIGHTS_B), "effect": EFFECT_B,
             "places": places(PLACES_B), "middle": OWN_MIDDLE, "width": OWN_WIDTH},
        ],
        "interaction": {
            "motifs": ["A", "B"], "order": "A before B", "effect": BONUS,
            "distances": [{"startToStart": d, "spacer": d - len(WORD_A), "weight": w} for d, w in DISTANCES.items()],
            "placesOfB": places(PLACES_B), "middle": BONUS_MIDDLE, "width": BONUS_WIDTH,
            "bestStarts": {"A": 8, "B": 31},
        },
        "noise": NOISE,
        "groups": {
            "both": "A and B at a right distance: both effects and the bonus",
            "a": "A alone, at any of its starts",
            "b": "B alone, at its place",
            "wrong": "A and B, at least 3 letters off every right distance: both effects, no bonus",
            "random": "neither word",
        },
        "sequences": examples,
    }


def write_truth(path, examples):
    """Writes truth.json: the rule indented, one line for each sequence."""
    document = truth([])
    head = json.dumps(document, indent=2)
    lines = ",\n".join("    " + json.dumps(example) for example in examples)
    path.write_text(head.replace('"sequences": []', '"sequences": [\n' + lines + "\n  ]") + "\n", encoding="utf-8")
