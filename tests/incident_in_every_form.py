#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The incident of examples/ in every form in which events come: the same findings, whatever the form.

    tests/incident_in_every_form.py WMISCOPE SOURCE_DIR

`wmiscope dump` gives the events of examples/*.evtx, tests/event_forms.py writes them as each product does. What
a scan finds in the EVTX files must be found in each form, equal to the letter: time (to the digits that the form
keeps), dest, user, fields, envelope and id, but for the differences of the table below, which docs/formats.md
explains. Fails too where content/fields/json/shapes.yml has a shape that no form here is made for, where
docs/formats.md does not name it, and where the same log in three forms gives a finding twice.
"""
import bz2
import gzip
import hashlib
import html
import io
import json
import lzma
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import xml.dom.minidom
import zipfile

import event_forms as forms

PROCESS = {"24869767", "d25d2c3d", "272df6de", "aa73f80d", "787e9dd0", "004e32e2", "0661c2de"}
SCRIPT = {"0734bd21"}
TABLE_21 = "ad05aae6"


class Form:
    """One form: how it is made, and how its findings differ from those of EVTX."""

    def __init__(self, name, data, shape=None, digits=7, only=None, change=None, suffix=".json"):
        self.name, self.data, self.shape, self.digits = name, data, shape, digits
        self.only, self.change, self.suffix = only, change, suffix

    def expected(self, finding):
        """The finding as this form must give it; None where the form cannot carry it."""
        f = json.loads(json.dumps(finding))
        if self.only and not self.only(f):
            return None
        f["time"] = shorter(f["time"], self.digits)
        if self.change:
            self.change(f)
        f["id"] = finding_id(f)
        return f


def shorter(time, digits):
    second, fraction = time.rstrip("Z").split(".")
    return second + ("." + fraction[:digits] if digits else "") + "Z"


def finding_id(f):
    event = f["event"]
    parts = [f["detection_id"], event["computer"].lower(), event.get("channel", "").lower(),
             str(event["record_id"]) if "record_id" in event else f["time"]]
    for pair in f["fields"].items():
        parts += pair
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def id8(f):
    return f["detection_id"][:8]


# What forms change; docs/formats.md, "Where values change".

def escaped(f):
    f["fields"] = {n: html.escape(v, quote=False) for n, v in f["fields"].items()}


def own_event_type(f):
    if id8(f) == TABLE_21:
        f["fields"]["EventType"] = "INFO"


def nxlog_changes(f):
    own_event_type(f)
    if f["event"]["channel"] != forms.WMI:  # taken from the message, which is not escaped
        escaped(f)


def assumed_utc(f):
    f["time_assumed_utc"] = True


def local_time_changes(f):
    nxlog_changes(f)
    f["time"] = shorter(f["time"], 0)
    assumed_utc(f)


def without_record_id(f):
    del f["event"]["record_id"]
    if f["event"]["channel"] == forms.SYSMON:
        f["time"] = shorter(f["time"], 3)  # Sysmon's own


def sysmon_clock(f):
    if f["event"]["channel"] == forms.SYSMON:
        f["time"] = shorter(f["time"], 3)


def without_provider(f):
    f["event"].pop("provider")


def without_sysmon_21(f):
    """ECS has no fields for it: the row of the table has only its host."""
    if id8(f) == TABLE_21:
        f["fields"] = {"dest": f["fields"]["dest"]}
        f.pop("user")


def ecs_changes(f):
    without_sysmon_21(f)
    f["event"].pop("channel")


def trimmed(f):
    f["time"] = f["time"].rstrip("Z").rstrip("0") + "Z"


def of(*ids):
    return lambda f: any(id8(f) in group for group in ids)


def in_channel(*channels):
    return lambda f: f["event"]["channel"] in channels


def carried_by_nxlog_fields(f):
    """All that is no user data: that stands in the message alone, which some forms lack."""
    return f["event"]["channel"] != forms.WMI


# XML.

def pretty_xml(line):
    return xml.dom.minidom.parseString(line).documentElement.toprettyxml(indent="  ")


def event_viewer_copy(line):
    """As the XML view is copied: a minus before each element that can be folded."""
    def marked(text):
        if not text.lstrip().startswith("<") or text == "</PossibleCause>":
            return text  # a further line of a value
        folds = re.match(r" *<[^/>]+>$", text)
        return ("- " if folds else "  ") + text.lstrip()
    return "\n".join(marked(text) for text in pretty_xml(line).splitlines())


def with_rendering(line):
    info = '<RenderingInfo Culture="en-US"><Message>A text of Windows.</Message><Level>x</Level></RenderingInfo>'
    return line.replace("</Event>", info + "</Event>")


def xml_forms(lines):
    everything = "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\r\n<Events>{}</Events>"
    texts = {"one a line": "\n".join(lines), "pretty-printed": "\n".join(map(pretty_xml, lines)),
             "Event Viewer, all in Events": everything.format("".join(lines)),
             "without line ends": "".join(lines), "rendered": "\n".join(map(with_rendering, lines)),
             "copied from the Event Viewer": "\n".join(map(event_viewer_copy, lines)),
             "behind a syslog header": "\n".join("<13>Nov  3 09:00:00 h x: " + line for line in lines)}
    made = [Form("event XML, " + name, text.encode(), suffix=".xml") for name, text in texts.items()]
    zoneless = re.sub(r'(SystemTime="[^"]*)Z"', r'\1"', texts["one a line"]).encode()
    made.append(Form("event XML, no time zone", zoneless, suffix=".xml", change=assumed_utc))
    return made + [Form("event XML, UTF-16", b"\xff\xfe" + texts["one a line"].encode("utf-16-le"), suffix=".xml")]


# JSON, by shape.

def event_xml_json_forms(events):
    whole = [e.whole for e in events]
    lists = {"event-xml": {
        "evtx_dump, lines": forms.json_lines(whole), "evtx_dump, pretty": forms.json_pretty(whole),
        "hayabusa's input, an array": forms.json_array(whole),
        "chainsaw dump": forms.json_array(map(forms.chainsaw, events)),
        "xmltodict, Newtonsoft": forms.json_lines(map(forms.xmltodict, events)),
        "xml-js": forms.json_lines(map(forms.xml_js, events)),
        "xml2js": forms.json_lines(map(forms.xml2js, events)),
        "bare keys": forms.json_lines(map(forms.bare_keys, events))}}
    made = [Form(name, data, shape) for shape, all_of in lists.items() for name, data in all_of.items()]
    return made + [
        Form("Velociraptor parse_evtx", forms.json_lines(map(forms.velociraptor, events)), "event-xml",
             change=trimmed),
        Form("Velociraptor rows", forms.json_lines(map(forms.velociraptor_rows, events)), "flat",
             change=sysmon_clock),
        Form("EvtxECmd", b"\xef\xbb\xbf" + forms.json_lines(map(forms.evtxecmd, events)), "evtxecmd"),
        Form("hayabusa json-timeline", forms.json_pretty(map(forms.hayabusa, events)), "hayabusa-timeline", 3,
             change=without_provider)]


def shipper_forms(events):
    lines = forms.json_lines
    return [
        Form("NXLog", lines(map(forms.nxlog, events)), "flat", 3, change=nxlog_changes),
        Form("NXLog, message alone", lines(map(forms.nxlog_message, events)), "flat", 3, change=own_event_type),
        Form("NXLog, no time zone", lines(map(forms.nxlog_local_time, events)), "flat",
             only=carried_by_nxlog_fields, change=local_time_changes),
        Form("Winlogbeat 6", lines(map(forms.winlogbeat_6, events)), "winlogbeat-6", 3),
        Form("Winlogbeat 7 to 9", lines(map(forms.winlogbeat, events)), "winlogbeat", 3),
        Form("Winlogbeat, dotted names", lines(map(forms.winlogbeat_dotted, events)), "winlogbeat", 3),
        Form("Elasticsearch export", lines(map(forms.elasticsearch, events)), "winlogbeat", 3),
        Form("Elasticsearch answer", forms.json_inside(map(forms.elasticsearch, events), "hits", "hits"),
             "winlogbeat", 3),
        Form("Kibana export", lines(map(forms.kibana, events)), "winlogbeat", 3),
        Form("Winlogbeat with ECS fields alone", lines(map(forms.winlogbeat_ecs, events)), "winlogbeat", 3,
             only=of(PROCESS, SCRIPT, {TABLE_21}), change=without_sysmon_21),
        Form("ECS", lines(map(forms.ecs, events)), "ecs", 3, only=of(PROCESS, SCRIPT, {TABLE_21}),
             change=ecs_changes)]


def platform_forms(events, xml_lines):
    lines = forms.json_lines
    security = [e for e in events if e.channel == forms.SECURITY]
    utf16 = forms.json_array(map(forms.powershell_5, events)).decode()
    raw = map(forms.splunk_raw_xml, events, xml_lines)
    return [
        Form("Sentinel SecurityEvent", lines(map(forms.security_event, security)), "flat",
             only=in_channel(forms.SECURITY)),
        Form("Sentinel WindowsEvent", lines(map(forms.windows_event, events)), "flat", change=sysmon_clock),
        Form("Sentinel, an API's answer", forms.json_inside(map(forms.windows_event, events), "value"), "flat",
             change=sysmon_clock),
        Form("Log Analytics Event", lines(map(forms.log_analytics_event, events)), "flat",
             change=without_record_id),
        Form("PowerShell 5.1", b"\xff\xfe" + utf16.encode("utf-16-le"), "get-winevent", 3),
        Form("PowerShell 7", forms.json_array(map(forms.powershell_7, events)), "get-winevent", change=trimmed),
        Form("Splunk, extracted fields", lines(map(forms.splunk, events)), "flat", 3, change=without_provider),
        Form("Splunk, results", forms.json_inside((forms.splunk(e)["result"] for e in events), "results"), "flat",
             3, change=without_provider),
        Form("Splunk, raw XML", lines(raw), "flat", 3, change=without_provider),
        Form("Splunk, raw JSON", lines(map(forms.splunk_raw_json, events)), "flat", 3, change=nxlog_changes)]


# Compressed, and in archives.

def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def packed_forms(text, logs):
    made = [Form("gzip", gzip.compress(text), suffix=".json.gz"), Form("xz", lzma.compress(text), suffix=".xz"),
            Form("bzip2", bz2.compress(text), suffix=".bz2"),
            Form("zip of EVTX", zipped(logs), suffix=".zip"), Form("tar.gz of EVTX", tarred(logs), suffix=".tar.gz"),
            Form("zip of gzip of EVTX", zipped([(n + ".gz", gzip.compress(d)) for n, d in logs]), suffix=".zip"),
            Form("gzip under another name", gzip.compress(text), suffix=".log")]
    zstd = shutil.which("zstd")
    if zstd:
        done = subprocess.run([zstd, "-q", "-c"], input=text, capture_output=True, check=True)
        made.append(Form("zstd", done.stdout, suffix=".zst"))
    return made


# The comparison.

def scan(wmiscope, *arguments, text=None):
    run = subprocess.run([wmiscope, "scan", "--jsonl", "--no-context", *map(str, arguments)],
                         input=text, capture_output=True, check=False)
    if run.returncode != 0:
        raise SystemExit(f"scan {arguments} ended with {run.returncode}: {run.stderr.decode(errors='replace')}")
    return [json.loads(line) for line in run.stdout.splitlines()]


def compared(line):
    """Of a finding, all that must not depend on the form."""
    keys = ("id", "time", "time_assumed_utc", "detection_id", "dest", "user", "fields", "event")
    return {key: line[key] for key in keys if key in line}


def findings(lines):
    return [compared(line) for line in lines if line["schema"] == "wmiscope.finding/1"]


def words(finding):
    return json.dumps(finding, sort_keys=True)


def differences(form, reference, path, wmiscope):
    expected = {words(e) for e in map(form.expected, reference) if e}
    actual = set(map(words, findings(scan(wmiscope, "--keep-duplicates", path))))
    for text in sorted(expected - actual):
        yield f"{form.name}: missing {text}"
    for text in sorted(actual - expected):
        yield f"{form.name}: not expected {text}"


def piped(wmiscope, form, reference):
    """The same bytes from standard input."""
    if sorted(map(words, findings(scan(wmiscope, "--keep-duplicates", "-", text=form.data)))) != \
            sorted(words(e) for e in map(form.expected, reference) if e):
        yield f"{form.name}: other findings from standard input"


def missing_shapes(made, source):
    shapes = (source / "content/fields/json/shapes.yml").read_text(encoding="utf-8")
    page = (source / "docs/formats.md").read_text(encoding="utf-8")
    for shape in re.findall(r"^  - name: (\S+)", shapes, re.MULTILINE):
        if shape not in {form.shape for form in made}:
            yield f"shape {shape}: no form of this test has it"
        if f"`{shape}`" not in page:
            yield f"shape {shape}: docs/formats.md does not name it"


def repeated(wmiscope, folder, once):
    """The same logs as EVTX, JSON and XML in one folder: each finding once, and the others counted."""
    lines = scan(wmiscope, folder)
    dropped = lines[-1]["duplicates_dropped"]
    if sorted(map(words, findings(lines))) != sorted(map(words, once)):
        yield f"three forms of one log: {len(findings(lines))} findings, not the {len(once)} of one"
    if dropped != 2 * len(once):
        yield f"three forms of one log: {dropped} duplicates dropped, not {2 * len(once)}"
    table = subprocess.run([wmiscope, "scan", folder], capture_output=True, text=True, check=False).stdout
    if not re.search(rf"{dropped} findings that had been seen already", table):
        yield "three forms of one log: the table does not say how many were dropped"


def dump(wmiscope, examples, *arguments):
    run = subprocess.run([wmiscope, "dump", *arguments, examples], capture_output=True, check=True)
    return run.stdout.decode().splitlines()


def main():
    wmiscope, source = sys.argv[1], pathlib.Path(sys.argv[2])
    examples = source / "examples"
    json_text, xml_text = dump(wmiscope, examples), dump(wmiscope, examples, "--format", "xml")
    events = [forms.Event(line) for line in json_text]
    logs = [(path.name, path.read_bytes()) for path in sorted(examples.glob("*.evtx"))]
    reference = findings(scan(wmiscope, "--keep-duplicates", examples))
    made = (xml_forms(xml_text) + event_xml_json_forms(events) + shipper_forms(events) +
            platform_forms(events, xml_text) + packed_forms(forms.json_lines(e.whole for e in events), logs))
    wrong = list(missing_shapes(made, source))
    with tempfile.TemporaryDirectory() as temp:
        folder = pathlib.Path(temp)
        for number, form in enumerate(made):
            path = folder / f"{number}{form.suffix}"
            path.write_bytes(form.data)
            wrong += differences(form, reference, path, wmiscope)
            wrong += piped(wmiscope, form, reference)
        three = folder / "three"
        three.mkdir()
        for name, data in logs + [("a.jsonl", "\n".join(json_text).encode()), ("a.xml", "\n".join(xml_text).encode())]:
            (three / name).write_bytes(data)
        wrong += repeated(wmiscope, three, reference)
    print("\n".join(wrong + [f"{len(made)} forms, {len(reference)} findings each at most, {len(wrong)} differences"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
