"""Reports against the schemas of their formats, by checkers of PyPI: jsonschema, xmlschema.

    tests/formats.py FILE...

The name of a file tells its format: .sarif, .xml (JUnit), .gitlab.json.
"""

import json
import pathlib
import sys

import jsonschema
import xmlschema

SCHEMAS = pathlib.Path(__file__).parent / "data" / "schemas"


def json_errors(name, path):
    schema = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    checker = jsonschema.validators.validator_for(schema)
    checker.check_schema(schema)
    document = json.loads(path.read_text(encoding="utf-8"))
    return [f"{error.json_path}: {error.message[:300]}" for error in checker(schema).iter_errors(document)]


def xml_errors(path):
    schema = xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd"))
    return [str(error.reason) for error in schema.iter_errors(str(path))]


def errors(path):
    if path.name.endswith(".sarif"):
        return json_errors("sarif-2.1.0.json", path)
    if path.name.endswith(".gitlab.json"):
        return json_errors("gitlab-secret-detection-15.1.0.json", path)
    if path.name.endswith(".xml"):
        return xml_errors(path)
    return ["no schema for it"]


wrong = 0
for name in sys.argv[1:]:
    found = errors(pathlib.Path(name))
    print("FAILED" if found else "ok    ", pathlib.Path(name).name)
    for error in found[:20]:
        print("       |", error)
    wrong += bool(found)
if len(sys.argv) < 2 or wrong:
    sys.exit(1)
