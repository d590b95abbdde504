"""Lexicon: the plain English that the embedded grader knows, as words: function words, fillers, negations, synonyms.

Everything here is general spoken English or general programming talk. Nothing names a question, an answer or a key
point; what a question is about stands in its rubric.
"""

_words = str.split

FILLERS = frozenset(
    _words("""
    um uh umm uhm er erm hm hmm mm mhm eh ah oh yeah yep like
    """)
)
"""Said while thinking; they carry nothing and separate nothing. `like` is one only between commas."""

FILLER_PHRASES = (
    "you know",
    "good question",
    "great question",
    "i mean",
    "sort of",
    "kind of",
    "or whatever",
    "and stuff",
    "and so on",
    "or something",
    "how do i put it",
    "let me think",
    "where do i start",
    "what is it",
    "what's it called",
)

HEDGES = (
    "i think",
    "i guess",
    "i suppose",
    "i believe",
    "maybe",
    "perhaps",
    "probably",
    "somehow",
    "i'm not sure",
    "i'm not totally sure",
    "not entirely sure",
    "if i remember",
    "i'd have to look",
    "more or less",
    "it depends, really",
)

VAGUE = ("thing", "things", "stuff", "something", "somehow", "some library", "whatever", "thingy")

FUNCTION_WORDS = frozenset(
    _words("""
    a an the this that these those it its he she they them their theirs we us our ours you your yours i me my mine
    him his her hers who whom whose which what where when why how there here be is am are was were been being do
    does did doing done have has had having will would shall should can could may might must ought need let get
    gets got gotten getting and or but nor so yet if then than because since while whereas although though unless
    until till as whether of in on at by for with about against between into through during to from up down out off
    over under onto upon within without across along around behind beyond not no never none nothing neither nobody
    nowhere also just only even still too very quite rather really actually basically literally simply already
    again ever now well okay ok right sure anyway though instead else some any all both each every few more most
    other another such own same much many lot lots bit one ones thing things something anything everything somebody
    someone anyone everyone stuff way s t d ll re ve m don didn doesn isn aren wasn weren won wouldn couldn shouldn
    hasn haven hadn ain let's say says said saying mean means go goes going gone went come comes know knows think
    want wants like
    """)
)

NEGATORS = frozenset(
    _words("""
    not never cannot neither nor nothing nobody none nowhere hardly
    """)
)
"""They turn round what follows, up to the end of the clause."""

SHORT_NEGATORS = frozenset(
    _words("""
    no without
    """)
)
"""They turn round only the noun that follows."""

SUBJECTS = frozenset(("i", "you", "we", "they", "he", "she"))
"""A new subject ends what a negation turned round: "if I don't like it I raise"."""

CONTRASTS = ("rather than", "instead of")

CLAUSE_OPENERS = frozenset(
    _words("""
    and but so because which if when while then whereas although though unless since until where otherwise
    """)
)

LEAD_INS = frozenset(
    _words("""
    and but so well or then yeah okay ok right um uh oh because anyway also basically
    """)
)
"""Not worth quoting at the head of a clause."""

SPOKEN_NUMBERS: dict[tuple[str, ...], str] = {
    ("two", "hundred"): "200",
    ("two", "oh", "one"): "201",
    ("two", "oh", "two"): "202",
    ("two", "oh", "four"): "204",
    ("three", "oh", "seven"): "307",
    ("four", "hundred"): "400",
    ("four", "oh", "one"): "401",
    ("four", "oh", "three"): "403",
    ("four", "oh", "four"): "404",
    ("four", "oh", "nine"): "409",
    ("four", "twenty", "two"): "422",
    ("four", "two", "two"): "422",
    ("four", "twenty", "nine"): "429",
    ("five", "hundred"): "500",
    ("five", "oh", "three"): "503",
}

SYNONYMS = (
    "check verify validate verification validation",
    "give return hand yield provide deliver",
    "take receive accept",
    "make create build generate instantiate",
    "set configure",
    "write implement",
    "run execute",
    "call invoke",
    "read parse",
    "wait idle",
    "block freeze hang stuck stall",
    "function handler endpoint route callable method",
    "need require required requirement mandatory",
    "optional optionally",
    "error exception failure fail",
    "refuse reject deny unauthorized forbid",
    "missing absent lack",
    "send post submit pass",
    "async asynchronous asyncio",
    "sync synchronous synchronously",
    "database db",
    "close cleanup clean teardown release",
    "open start begin",
    "end finish finally",
    "before first",
    "after afterwards later",
    "automatic automatically",
    "argument parameter param",
    "config configuration setting",
    "doc documentation swagger openapi",
    "test pytest testing",
    "replace swap override overrides substitute",
    "mock fake stub",
    "reuse share shared",
    "fast quick speed faster quickly",
    "slow slower slowly",
    "convert transform coerce cast",
    "type annotation hint",
    "delete remove",
    "save store persist",
    "put insert",
    "process worker",
    "separate different distinct own",
    "user person",
    "auth authentication authenticate login",
    "expire expiry expiration exp",
    "dependency depends dependencies",
    "default standard",
    "simple easy plain normal ordinary regular",
    "object instance",
    "field attribute",
    "per each every",
    "40 forty",
    "app application",
    "whole entire",
    "lose lost losing",
    "email mail",
)

ANTONYMS = (
    ("optional", "required"),
    ("before", "after"),
    ("missing", "present"),
    ("async", "sync"),
    ("fast", "slow"),
    ("enable", "disable"),
    ("safe", "unsafe"),
    ("possible", "impossible"),
    ("same", "separate"),
    ("allow", "refuse"),
    ("open", "close"),
    ("local", "global"),
    ("mutable", "immutable"),
)
