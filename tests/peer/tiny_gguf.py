"""Writes a tiny language model of random weights as a GGUF file; run by the recipe's Python, which has gguf.

    python tiny_gguf.py OUT < texts.json

The texts, a list, are what the model knows by heart: each is one token of its vocabulary, the likeliest of all, and
the end follows it. Which of several it says is up to the grammar that the server holds it to. A model that knows
nothing says rubbish.
"""

import json
import sys
from collections.abc import Sequence

import gguf
import numpy
from gguf import TokenType

WIDTH, HEADS, LAYERS, INNER = 64, 4, 2, 128
CONTEXT = 32_768
SEED = 7
EVER, KNOWN = 0, 1
BEGIN, END = 1, 2
LIKELY, QUITE_LIKELY, UNLIKELY = 9.0, 0.8, -9.0
CHAT = "{% for message in messages %}{{ message.role }}: {{ message.content }}\n{% endfor %}assistant: "

Vocabulary = list[tuple[str, TokenType, float]]


def vocabulary(by_heart: Sequence[str]) -> Vocabulary:
    """Each token with its kind and how likely it is made: what ends a text or a list is, lone bytes are not."""
    special = [("<unk>", TokenType.UNKNOWN, UNLIKELY), ("<s>", TokenType.CONTROL, UNLIKELY)]
    end = [("</s>", TokenType.CONTROL, QUITE_LIKELY)]
    lone = [(f"<0x{byte:02X}>", TokenType.BYTE, UNLIKELY) for byte in range(256)]
    letters = [(chr(code), TokenType.NORMAL, QUITE_LIKELY if chr(code) in '"]}' else 0.0) for code in range(33, 127)]
    known = [(text.replace(" ", "▁"), TokenType.NORMAL, LIKELY) for text in by_heart]
    return [*special, *end, *lone, ("▁", TokenType.NORMAL, 0.0), *letters, *known]


def describe(writer: gguf.GGUFWriter, tokens: Vocabulary) -> None:
    writer.add_name("tiny")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list([text for text, _, _ in tokens])
    writer.add_token_types([kind for _, kind, _ in tokens])
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(BEGIN)
    writer.add_eos_token_id(END)
    writer.add_add_space_prefix(False)  # else the server reads a space before every text
    writer.add_chat_template(CHAT)


def fill(writer: gguf.GGUFWriter, tokens: Vocabulary) -> None:
    """Random weights, but for two dimensions that the layers leave alone, so that a token's own values reach the
    output: EVER is the same in all tokens, and makes each as likely as it is meant to be whatever was said before;
    KNOWN is only in the texts known by heart, and makes the end likely after them."""
    random = numpy.random.default_rng(SEED)

    def weights(rows: int, columns: int) -> numpy.ndarray:
        return (random.standard_normal((rows, columns)) * columns**-0.5).astype(numpy.float32)

    def add(name: str, values: numpy.ndarray) -> None:
        writer.add_tensor(f"{name}.weight", values)

    embedding, output, even = weights(len(tokens), WIDTH), weights(len(tokens), WIDTH), numpy.ones(WIDTH, numpy.float32)
    likely = numpy.array([how for _, _, how in tokens])
    embedding[:, EVER], embedding[:, KNOWN] = 1, likely == LIKELY
    output[:, EVER], output[:, KNOWN] = likely, 0
    output[END, KNOWN] = 3 * LIKELY
    add("token_embd", embedding)
    add("output", output)
    add("output_norm", even)
    for layer in range(LAYERS):
        square = {name: weights(WIDTH, WIDTH) for name in ("attn_q", "attn_k", "attn_v", "attn_output")}
        wide = {"ffn_gate": weights(INNER, WIDTH), "ffn_up": weights(INNER, WIDTH), "ffn_down": weights(WIDTH, INNER)}
        square["attn_output"][[EVER, KNOWN]] = wide["ffn_down"][[EVER, KNOWN]] = 0
        for name, values in {**square, **wide, "attn_norm": even, "ffn_norm": even}.items():
            add(f"blk.{layer}.{name}", values)


def main() -> None:
    """Write the model that knows the texts on standard input to the path that is the one argument."""
    tokens = vocabulary(json.load(sys.stdin))
    writer = gguf.GGUFWriter(sys.argv[1], "llama")
    describe(writer, tokens)
    fill(writer, tokens)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main()
