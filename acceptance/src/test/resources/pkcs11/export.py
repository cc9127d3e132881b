"""Asks a token for the modulus and every secret part of an RSA key, straight from its library. Prints one line for each
part, with what the token answers. Arguments: LIBRARY LABEL-OF-TOKEN ID-IN-HEX; the PIN is in the environment."""
import ctypes
import os
import sys

CKF_SERIAL_SESSION, CKU_USER, CKO_PRIVATE_KEY, CKA_CLASS, CKA_ID = 4, 1, 3, 0x000, 0x102
PARTS = {
    "CKA_MODULUS": 0x120,
    "CKA_PRIVATE_EXPONENT": 0x123, "CKA_PRIME_1": 0x124, "CKA_PRIME_2": 0x125,
    "CKA_EXPONENT_1": 0x126, "CKA_EXPONENT_2": 0x127, "CKA_COEFFICIENT": 0x128,
}
ANSWERS = {0x00: "CKR_OK", 0x11: "CKR_ATTRIBUTE_SENSITIVE"}
ulong = ctypes.c_ulong


class Attribute(ctypes.Structure):
    _fields_ = [("type", ulong), ("value", ctypes.c_void_p), ("length", ulong)]


def attribute(kind, value):
    return Attribute(kind, ctypes.cast(ctypes.pointer(value), ctypes.c_void_p), ctypes.sizeof(value))


def call(function, *arguments):
    answer = getattr(library, function)(*arguments)
    if answer != 0:
        sys.exit(f"{function}: 0x{answer:x}")


library = ctypes.CDLL(sys.argv[1])
label, key_id, pin = sys.argv[2].encode(), bytes.fromhex(sys.argv[3]), os.environ["PIN"].encode()
call("C_Initialize", None)
slots, count = (ulong * 16)(), ulong(16)
call("C_GetSlotList", ctypes.c_ubyte(1), slots, ctypes.byref(count))
for slot in slots[:count.value]:
    info = ctypes.create_string_buffer(512)
    call("C_GetTokenInfo", ulong(slot), info)
    if info.raw[:32].rstrip() == label:
        break
session = ulong()
call("C_OpenSession", ulong(slot), ulong(CKF_SERIAL_SESSION), None, None, ctypes.byref(session))
call("C_Login", session, ulong(CKU_USER), pin, ulong(len(pin)))
template = (Attribute * 2)(
    attribute(CKA_CLASS, ulong(CKO_PRIVATE_KEY)), attribute(CKA_ID, (ctypes.c_ubyte * len(key_id))(*key_id)))
call("C_FindObjectsInit", session, template, ulong(2))
key, found = ulong(), ulong()
call("C_FindObjects", session, ctypes.byref(key), ulong(1), ctypes.byref(found))
call("C_FindObjectsFinal", session)
if found.value != 1:
    sys.exit("no such key")
for name, kind in PARTS.items():
    wanted = attribute(kind, (ctypes.c_ubyte * 1024)())
    answer = library.C_GetAttributeValue(session, key, ctypes.byref(wanted), ulong(1))
    print(name, ANSWERS.get(answer, hex(answer)))
call("C_Finalize", None)
