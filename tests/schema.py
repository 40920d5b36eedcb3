"""What keeps a value from being as a JSON Schema says, of the words that ours have."""

TYPES = {"object": dict, "string": str, "array": list, "number": (int, float), "integer": int, "boolean": bool}


def problems(value, schema, whole, path=""):
    """Return what is wrong with a value, and where; ``whole`` is the schema that references are into."""
    if "$ref" in schema:
        return problems(value, whole["definitions"][schema["$ref"].rpartition("/")[2]], whole, path)
    wrong = [f"{path} is no {schema['type']}"] if not _is(value, schema.get("type")) else []
    wrong += [f"{path} is none of {schema['enum']}"] if value not in schema.get("enum", [value]) else []
    for word in ("anyOf", "oneOf"):
        ways = [problems(value, each, whole, path) for each in schema.get(word, [])]
        wrong += min(ways, key=len) if ways and all(ways) else []
    wrong += [each for part in schema.get("allOf", []) for each in problems(value, part, whole, path)]
    if isinstance(value, list) and not wrong:
        wrong += [
            each for i, e in enumerate(value) for each in problems(e, schema.get("items", {}), whole, f"{path}[{i}]")
        ]
    if isinstance(value, dict) and not wrong:
        wrong += [f"{path} lacks {key}" for key in schema.get("required", []) if key not in value]
        for key, entry in value.items():
            inner = schema.get("properties", {}).get(key, schema.get("additionalProperties", {}))
            wrong += [f"{path} has {key}"] if inner is False else problems(entry, inner, whole, f"{path}.{key}")
    return wrong


def _is(value, kind):
    if isinstance(kind, list):
        return any(_is(value, each) for each in kind)
    if kind == "null":
        return value is None
    return kind is None or (isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool)))
