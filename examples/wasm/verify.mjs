// Verifies the real bundle of examples/data with the module that is named, and one in which a byte of
// each part is another: node verify.mjs FILE.wasm
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";

const [file] = process.argv.slice(2);
// It imports nothing: no clock, no network, no random numbers.
const { instance } = await WebAssembly.instantiate(await readFile(file), {});
const { memory, room, verify, answer, answer_length } = instance.exports;

const data = new URL("../data/", import.meta.url);
const name = "pypi_attestation_models-0.0.4a2.tar.gz.sigstore";
const bundle = await readFile(new URL(name, data), "utf8");
const digest = "sha256:c9709ce6fd5b67b59b4a28758cf14d3f411803c4b89b6068b1f1a8e4ee94c8ef";
const identity =
    "https://github.com/trailofbits/pypi-attestation-models/.github/workflows/release.yml@refs/tags/v0.0.4a2";
const issuer = "https://token.actions.githubusercontent.com";
const now = BigInt(Date.parse("2026-06-01T00:00:00Z") / 1000);

function judge(bundle, request = [digest, identity, issuer]) {
    const texts = new TextEncoder();
    const [first, second] = [texts.encode(bundle), texts.encode(request.join("\n"))];
    const at = room(first.length + second.length);
    // Taken anew each time: the memory may have grown, and then the old view is empty.
    new Uint8Array(memory.buffer).set(first, at);
    new Uint8Array(memory.buffer).set(second, at + first.length);
    const exit = verify(first.length, now);
    const told = new Uint8Array(memory.buffer, answer(), answer_length());
    return { exit, text: new TextDecoder().decode(told) };
}

// The bundle with the character in the middle of each text of this name replaced.
function tampered(name) {
    let seen = 0;
    const change = (key, value) => {
        if (key !== name || typeof value !== "string") return value;
        seen += 1;
        const at = value.length >> 1;
        return value.slice(0, at) + (value[at] === "A" ? "B" : "A") + value.slice(at + 1);
    };
    const text = JSON.stringify(JSON.parse(bundle, change));
    assert.ok(seen > 0, `the bundle has no ${name}`);
    return text;
}

test("the real bundle verifies", () => {
    const { exit, text } = judge(bundle);
    assert.equal(exit, 0, text);
    assert.ok(text.includes(identity), text);
    assert.equal(judge(JSON.stringify(JSON.parse(bundle))).exit, 0);
});

for (const name of ["sig", "payload", "rawBytes", "rootHash", "signedEntryTimestamp", "canonicalizedBody"]) {
    test(`a bundle with another ${name} does not`, () => {
        const { exit, text } = judge(tampered(name));
        assert.equal(exit, 1, text);
    });
}

test("of another artifact, signer or issuer it says nothing", () => {
    const other = digest.replace(/.$/, "0");
    const refused = [
        [[other, identity, issuer], "artifact"],
        [[digest, `${identity}x`, issuer], "identity"],
        [[digest, identity, "https://accounts.example"], "identity"],
    ];
    for (const [request, code] of refused) {
        const { exit, text } = judge(bundle, request);
        assert.equal(exit, 1, text);
        assert.ok(text.split(":")[0].includes(code), text);
    }
});

test("what is no request is said to be none", () => {
    assert.equal(judge(bundle, ["sha256:00"]).exit, 2);
    assert.equal(room((32 << 20) + 1), 0);
});
