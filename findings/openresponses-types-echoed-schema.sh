#!/usr/bin/env bash
# Packages: openresponses-types 2.4.0 (PyPI)
# Behaviour: ResponseResource refuses a response whose `text.format` repeats the JSON schema of the request,
#   and accepts the same response with `"schema": null`.
# Why it surprises: The types are generated from the Open Responses document of 2026-04-24, which types
#   `schema` of a json_schema format in a response as null and nothing else. Servers that report the format
#   they used, as OpenAI does, cannot be read in any answer with structured output, and the error names two
#   other formats first.
# Output seen:
#   schema null: accepted
#   schema repeated: 3 errors, the last at schema: none_required
# Date: 2026-12-01
# Needs: Python 3.10 or newer, and PyPI
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check openresponses-types==2.4.0

env/bin/python - <<'END'
import http.server, json, threading

def response(**fields):
    return {
        "id": "resp_1", "object": "response", "created_at": 1700000000, "completed_at": 1700000001,
        "status": "completed", "model": "m", "output": [], "error": None, "incomplete_details": None,
        "instructions": None, "previous_response_id": None, "metadata": {}, "tools": [], "tool_choice": "auto",
        "parallel_tool_calls": True, "text": {"format": {"type": "text"}}, "reasoning": None, "truncation": "disabled",
        "temperature": 1, "top_p": 1, "top_logprobs": 0, "presence_penalty": 0, "frequency_penalty": 0,
        "max_output_tokens": None, "max_tool_calls": None, "store": True, "background": False, "service_tier": "default",
        "safety_identifier": None, "prompt_cache_key": None,
        "usage": {"input_tokens": 3, "input_tokens_details": {"cached_tokens": 0}, "output_tokens": 4,
                  "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 7},
        **fields,
    }

begun = response(status="in_progress", completed_at=None, usage=None)

import pydantic
from openresponses_types.types import ResponseResource

def read(schema):
    """Reads a response to a request for structured output, and returns the last error."""
    chosen = {"type": "json_schema", "name": "place", "description": None, "schema": schema, "strict": True}
    try:
        ResponseResource.model_validate(response(text={"format": chosen}))
    except pydantic.ValidationError as error:
        last = error.errors()[-1]
        return f"{error.error_count()} errors, the last at {last['loc'][-1]}: {last['type']}"
    return "accepted"

place = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": False}
empty, repeated = read(None), read(place)
print(f"schema null: {empty}\nschema repeated: {repeated}")
if empty != "accepted" or "none_required" not in repeated:
    raise SystemExit("CHANGED: openresponses-types 2.4.0 no longer refuses an echoed schema")
END
