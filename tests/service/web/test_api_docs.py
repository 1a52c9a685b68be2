from __future__ import annotations

from service.web.api_docs import sections, type_in_words

SCHEMA = {
    "paths": {
        "/fields/{id}/settle": {
            "post": {
                "tags": ["review"],
                "description": "Settle it.\n\nMore.",
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
                "requestBody": {
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/SettleIn"}}}
                },
                "responses": {"200": {"content": {"application/json": {}}}, "422": {}},
            }
        },
        "/health": {"get": {"summary": "Alive", "responses": {"200": {}}}},
    },
    "components": {
        "schemas": {
            "Verdict": {"enum": ["confirm", "skip"]},
            "SettleIn": {
                "required": ["verdict"],
                "properties": {
                    "verdict": {"$ref": "#/components/schemas/Verdict"},
                    "text": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                },
            },
        }
    },
}


def test_operations_are_told_with_their_inputs_and_answers() -> None:
    found = sections(SCHEMA)
    (settle,) = found["review"]
    assert (settle.method, settle.title, settle.text) == ("POST", "Settle it.", "More.")
    assert [(p.name, p.place, p.type, p.required) for p in settle.parameters] == [
        ("id", "path", "integer", True),
        ("verdict", "body", "confirm | skip", True),
        ("text", "body", "string or null", False),
    ]
    assert settle.answers == ("200 application/json", "422")
    assert [o.path for o in found["service"]] == ["/health"]


def test_types_are_told_in_words() -> None:
    assert (
        type_in_words({}, {"type": "array", "items": {"type": "string", "format": "binary"}}) == "file list"
    )
