"""Ed25519 signatures beside a statement: made with the key in the environment, checked with a public key's file."""

from __future__ import annotations

import hashlib
import os
import re
from enum import Enum
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from harness.errors import RunError
from harness.exports.statement import Statement, canonical, digests, read_statement

__all__ = ["VARIABLE", "Fault", "check", "fingerprint", "signature_file", "signing_key", "write_signed"]

VARIABLE = "MYLEXUS_SIGNING_KEY"
"""Environment variable that holds the private key, PEM (PKCS 8), without a password."""
_SIGNATURE = re.compile(rb"[0-9a-f]{128}\n")
"""One way to write a signature only, so that no byte of its file can change unnoticed."""
_HOW = f'make one with `openssl genpkey -algorithm ed25519 -out key.pem` and set {VARIABLE}="$(cat key.pem)"'


class Fault(Enum):
    """What is wrong with a statement that could be read."""

    SIGNATURE = (
        "the signature does not match: the statement or its signature was changed, or the key is another"
    )
    CONTENT = "the signature matches, but the content is no statement that this version of mylexus writes"
    KEY = "the signature matches, but the statement names another key"
    FILES = "the statement is genuine, but the run's files are not those that it rests on"


def signing_key() -> Ed25519PrivateKey:
    """Reads the private key from the environment. Raises RunError where there is none that can sign."""
    text = os.environ.get(VARIABLE, "").replace("\\n", "\n").strip()
    if not text:
        raise RunError(f"{VARIABLE}: is not set, so nothing can be signed; {_HOW}")
    try:
        key = load_pem_private_key(text.encode("utf-8"), password=None)
    except (ValueError, TypeError) as error:
        raise RunError(f"{VARIABLE}: is not a private key in PEM without a password; {_HOW}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise RunError(f"{VARIABLE}: holds a key of another kind than Ed25519; {_HOW}")
    return key


def fingerprint(key: Ed25519PublicKey) -> str:
    """Gives the SHA-256 of a public key's DER form, in hexadecimal."""
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def signature_file(statement: Path) -> Path:
    """Gives where the signature of a statement stands: ``FILE.sig``."""
    return statement.with_name(statement.name + ".sig")


def write_signed(statement: Statement, key: Ed25519PrivateKey, out: Path) -> None:
    """Writes a statement and its signature. Raises RunError where that cannot be."""
    data = canonical(statement)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(data)
        signature_file(out).write_bytes(key.sign(data).hex().encode("ascii") + b"\n")
    except OSError as error:
        raise RunError(f"--out {out}: cannot be written ({error.strerror}); give another file") from error


def check(file: Path, key_file: Path, run: Path | None = None) -> Statement | Fault:
    """Gives the statement if it is what was signed. Raises RunError where a file cannot be read.

    With ``run`` the folder of the run itself is held against the statement too.
    """
    data, signature = _bytes(file), _bytes(signature_file(file))
    key = _public_key(key_file)
    try:
        if not _SIGNATURE.fullmatch(signature):
            return Fault.SIGNATURE
        key.verify(bytes.fromhex(signature.strip().decode("ascii")), data)
    except InvalidSignature:
        return Fault.SIGNATURE
    statement = read_statement(data)
    if statement is None:
        return Fault.CONTENT
    if statement.key != fingerprint(key):
        return Fault.KEY
    if run is not None and digests(run) != statement.files:
        return Fault.FILES
    return statement


def _public_key(path: Path) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(_bytes(path))
    except ValueError as error:
        raise RunError(
            f"--key {path}: is not a public key in PEM; `openssl pkey -in key.pem -pubout`"
        ) from error
    if not isinstance(key, Ed25519PublicKey):
        raise RunError(f"--key {path}: holds a key of another kind than Ed25519")
    return key


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RunError(f"{path}: cannot be read ({error.strerror})") from error
