# SPDX-License-Identifier: Apache-2.0
"""Writes Windows events in the forms in which products hand them on.

    events = [Event(line) for line in subprocess.check_output([wmiscope, "dump", "a.evtx"]).splitlines()]
    text = json_lines(nxlog(e) for e in events)

Each function takes one event and gives the object that the product writes for it, after the product's
published schema or real exports; docs/formats.md says what each one lacks. Times keep the digits that the
product keeps.
"""
import datetime
import html
import json
import re

SYSMON = "Microsoft-Windows-Sysmon/Operational"
SECURITY = "Security"
WMI = "Microsoft-Windows-WMI-Activity/Operational"
POWERSHELL = "Microsoft-Windows-PowerShell/Operational"
HEX_BY_POSITION = re.compile(r"0x[0-9a-f]+")


class Event:
    """One event out of a line of `wmiscope dump`: its envelope, and its data as (name, text)."""

    def __init__(self, line):
        self.whole = json.loads(line)
        event = self.whole["Event"]
        system = event["System"]
        self.provider = system["Provider"]["#attributes"]["Name"]
        number = system["EventID"]
        self.id = number["#text"] if isinstance(number, dict) else number
        self.version, self.level, self.task = system["Version"], system["Level"], system["Task"]
        self.opcode, self.keywords = system["Opcode"], system["Keywords"]
        self.time = system["TimeCreated"]["#attributes"]["SystemTime"]
        self.record = system["EventRecordID"]
        self.pid = system["Execution"]["#attributes"]["ProcessID"]
        self.tid = system["Execution"]["#attributes"]["ThreadID"]
        self.channel, self.computer = system["Channel"], system["Computer"]
        self.sid = (system["Security"] or {}).get("#attributes", {}).get("UserID")
        self.root = None
        data = event.get("EventData")
        if data is None:
            self.root, data = next(iter(event["UserData"].items()))
        self.raw = {name: value for name, value in data.items() if name != "#attributes"}
        self.data = {name: plain(value) for name, value in self.raw.items()}

    def fraction(self, digits):
        """The time with so many digits of the second, without its zone."""
        second, fraction = self.time.rstrip("Z").split(".")
        return second + ("." + fraction[:digits] if digits else "")

    def seconds(self):
        moment = datetime.datetime.fromisoformat(self.fraction(6) + "+00:00")
        return moment.timestamp()

    def local(self, hours):
        """The time of day in a zone so many hours east of UTC."""
        moment = datetime.datetime.fromisoformat(self.fraction(6))
        return moment + datetime.timedelta(hours=hours)


def plain(value):
    return value if isinstance(value, str) else json.dumps(value)


def known(pairs):
    """Without the empty ones, which shippers leave out."""
    return {name: value for name, value in pairs.items() if value not in ("", None)}


# Files of JSON.

def json_lines(objects):
    return "".join(json.dumps(o, ensure_ascii=False) + "\n" for o in objects).encode()


def json_pretty(objects):
    return "\n".join(json.dumps(o, indent=2) for o in objects).encode()


def json_array(objects):
    return json.dumps(list(objects), indent=4).encode()


def json_inside(events, *names):
    """A list of events within members of one big object, as an API answers."""
    whole = list(events)
    for name in reversed(names):
        whole = {"took": 1, name: whole}
    return json.dumps(whole).encode()


# Made from the event's XML.

def attributes_apart(node):
    """chainsaw dump: `Provider_attributes` beside `Provider`."""
    if not isinstance(node, dict):
        return node
    made = {}
    for name, value in node.items():
        if isinstance(value, dict) and "#attributes" in value:
            made[name + "_attributes"] = value["#attributes"]
            rest = {k: v for k, v in value.items() if k != "#attributes"}
            if rest:
                made[name] = attributes_apart(rest)
        else:
            made[name] = attributes_apart(value)
    return made


def chainsaw(e):
    return attributes_apart(e.whole)


def envelope_in_xml(e, attributes, text):
    """System as a converter of XML writes it: attributes(dict) and text(str) make the nodes."""
    return {"Provider": attributes({"Name": e.provider}), "EventID": text(str(e.id)),
            "Version": text(str(e.version)), "Level": text(str(e.level)), "Task": text(str(e.task)),
            "Opcode": text(str(e.opcode)), "Keywords": text(e.keywords),
            "TimeCreated": attributes({"SystemTime": e.time}), "EventRecordID": text(str(e.record)),
            "Correlation": attributes({}),
            "Execution": attributes({"ProcessID": str(e.pid), "ThreadID": str(e.tid)}),
            "Channel": text(e.channel), "Computer": text(e.computer),
            "Security": attributes({"UserID": e.sid} if e.sid else {})}


def from_xml(e, attributes, text, both):
    """An event by a converter of XML; both(dict, str) makes a node that has attributes and text."""
    made = {"System": envelope_in_xml(e, attributes, text)}
    if e.root:
        made["UserData"] = {e.root: {name: text(value) for name, value in e.data.items()}}
    else:
        made["EventData"] = {"Data": [both({"Name": n}, v) for n, v in e.data.items()]}
    return {"Event": made}


def xmltodict(e):
    def signed(pairs):
        return {"@" + name: value for name, value in pairs.items()} or None
    return from_xml(e, signed, lambda t: t, lambda a, t: {**signed(a), **({"#text": t} if t else {})})


def xml_js(e):
    return from_xml(e, lambda a: {"_attributes": a}, lambda t: {"_text": t},
                    lambda a, t: {"_attributes": a, "_text": t})


def xml2js(e):
    def listed(node):
        if isinstance(node, dict):
            return {k: v if k == "$" else [listed(i) for i in v] if isinstance(v, list) else [listed(v)]
                    for k, v in node.items() if k != "_"} | ({"_": node["_"]} if "_" in node else {})
        return node
    made = from_xml(e, lambda a: {"$": a}, lambda t: t, lambda a, t: {"_": t, "$": a})
    return {"Event": listed(made["Event"])}


def bare_keys(e):
    return from_xml(e, lambda a: dict(a), lambda t: t, lambda a, t: {**a, "text": t})


def velociraptor(e):
    """parse_evtx(): seconds since 1970, ids in an object."""
    system = envelope_in_xml(e, dict, lambda t: int(t) if t.isdigit() else t)
    system["EventID"] = {"Value": e.id}
    system["TimeCreated"] = {"SystemTime": e.seconds()}
    data = {"UserData": {e.root: e.raw}} if e.root else {"EventData": e.raw}
    return {"System": system, **data, "Message": rendered(e)}


def velociraptor_rows(e):
    return {"EventTime": e.time, "Computer": e.computer, "Channel": e.channel, "Provider": e.provider,
            "EventID": e.id, "EventRecordID": e.record, "EventData": e.raw, "OSPath": "C:\\x.evtx"}


def evtxecmd(e):
    if e.root:
        payload = {"UserData": {e.root: e.data}}
    else:
        payload = {"EventData": {"Data": [{"@Name": n, "#text": v} for n, v in e.data.items()]}}
    return {"PayloadData1": "x", "MapDescription": "m", "ChunkNumber": 0, "Computer": e.computer,
            "Payload": json.dumps(payload), "UserId": e.sid, "Channel": e.channel, "Provider": e.provider,
            "EventId": e.id, "EventRecordId": str(e.record), "ProcessId": e.pid, "ThreadId": e.tid,
            "Level": "Info", "Keywords": "Classic", "SourceFile": "C:\\x.evtx", "ExtraDataOffset": 0,
            "TimeCreated": e.fraction(7) + "+00:00", "RecordNumber": e.record}


def hayabusa(e):
    logs = {SYSMON: "Sysmon", SECURITY: "Sec", POWERSHELL: "PwSh", WMI: "WMI"}
    return {"Timestamp": e.fraction(3).replace("T", " ") + " +00:00", "RuleTitle": "t", "Level": "info",
            "Computer": e.computer, "Channel": logs[e.channel], "EventID": e.id, "RecordID": e.record,
            "AllFieldInfo": e.raw}


# Shippers.

def rendered(e):
    """The English message as Windows renders it, of the events that have a grammar."""
    d = e.data
    if e.channel == SYSMON:
        return "\r\n".join(["Process Create:"] + [f"{n}: {v}" for n, v in d.items()])
    if e.channel == POWERSHELL and e.id == 4104:
        return (f"Creating Scriptblock text ({d['MessageNumber']} of {d['MessageTotal']}):\r\n"
                f"{d['ScriptBlockText']}\r\n\r\nScriptBlock ID: {d['ScriptBlockId']}\r\nPath: {d['Path']}")
    if e.id == 5860:
        return (f"Namespace = {d['NamespaceName']}; NotificationQuery = {d['Query']}; UserName = {d['User']}; "
                f"ClientProcessID = {d['Processid']}, ClientMachine = {d['ClientMachine']}; "
                f"PossibleCause = {d['PossibleCause']}")
    if e.id == 5861:
        return (f"Namespace = {d['Namespace']}; Eventfilter = {d['ESS']} (refer to its activate "
                f"eventid:5859); Consumer = {d['CONSUMER']}; PossibleCause = {d['PossibleCause']}")
    return rendered_4688(d) if e.id == 4688 else "An event."


def rendered_4688(d):
    def account(kind):
        return (f"{'Creator' if kind == 'Subject' else 'Target'} Subject:\r\n"
                f"\tSecurity ID:\t\t{d[kind + 'UserSid']}\r\n\tAccount Name:\t\t{d[kind + 'UserName']}\r\n"
                f"\tAccount Domain:\t\t{d[kind + 'DomainName']}\r\n\tLogon ID:\t\t{d[kind + 'LogonId']}\r\n\r\n")
    return ("A new process has been created.\r\n\r\n" + account("Subject") + account("Target") +
            f"Process Information:\r\n\tNew Process ID:\t\t{d['NewProcessId']}\r\n"
            f"\tNew Process Name:\t{d['NewProcessName']}\r\n"
            f"\tToken Elevation Type:\t{d['TokenElevationType']}\r\n"
            f"\tMandatory Label:\t\t{d['MandatoryLabel']}\r\n\tCreator Process ID:\t{d['ProcessId']}\r\n"
            f"\tCreator Process Name:\t{d['ParentProcessName']}\r\n"
            f"\tProcess Command Line:\t{d['CommandLine']}\r\n\r\nToken Elevation Type indicates …")


def nxlog_envelope(e):
    return {"EventTime": f"{e.local(-5):%Y-%m-%d %H:%M:%S}", "Hostname": e.computer, "Keywords": -1,
            "EventType": "INFO", "SeverityValue": 2, "Severity": "INFO", "EventID": e.id,
            "SourceName": e.provider, "Version": e.version, "Task": e.task, "OpcodeValue": e.opcode,
            "RecordNumber": e.record, "ProcessID": e.pid, "ThreadID": e.tid, "Channel": e.channel,
            "Domain": "NT AUTHORITY", "AccountName": "SYSTEM", "UserID": e.sid or "S-1-5-18",
            "AccountType": "User"}


def nxlog(e):
    """im_msvistalog: data escaped as in XML, its own EventType, no user data."""
    data = {} if e.root else {n: html.escape(v, quote=False) for n, v in e.data.items() if n != "EventType"}
    return {**nxlog_envelope(e), "Message": rendered(e), **known(data), "SourceModuleName": "in",
            "@timestamp": e.fraction(3) + "Z", "host": "collector"}


def nxlog_message(e):
    return {**nxlog_envelope(e), "Message": rendered(e), "@timestamp": e.fraction(3) + "Z"}


def nxlog_local_time(e):
    """Without a time of reception: only the host's clock, whose zone nobody wrote down. Here it runs on UTC."""
    made = {n: v for n, v in nxlog(e).items() if n not in ("@timestamp", "UtcTime", "Message")}
    made["EventTime"] = f"{e.local(0):%Y-%m-%d %H:%M:%S}"
    return made


def winlogbeat_6(e):
    data = {"user_data": {"xml_name": e.root, **known(e.data)}} if e.root else {"event_data": known(e.data)}
    return {"@timestamp": e.fraction(3) + "Z", "beat": {"version": "6.8.0"}, "host": {"name": "collector"},
            "source_name": e.provider, "log_name": e.channel, "event_id": e.id, "record_number": str(e.record),
            "computer_name": e.computer, "process_id": e.pid, "thread_id": e.tid, "level": "Information",
            "user": {"identifier": e.sid, "name": "SYSTEM"}, "message": rendered(e), **data}


def winlogbeat_envelope(e):
    return {"@timestamp": e.fraction(3) + "Z", "host": {"name": "collector"},
            "event": {"code": str(e.id), "provider": e.provider, "kind": "event"},
            "winlog": {"provider_name": e.provider, "channel": e.channel, "event_id": str(e.id),
                       "record_id": e.record, "computer_name": e.computer, "api": "wineventlog",
                       "process": {"pid": e.pid, "thread": {"id": e.tid}}}}


def winlogbeat(e):
    made = winlogbeat_envelope(e)
    made["winlog"]["user_data" if e.root else "event_data"] = known(e.data)
    return {**made, "message": rendered(e)}


def dotted(node, prefix=""):
    made = {}
    for name, value in node.items():
        if isinstance(value, dict):
            made.update(dotted(value, prefix + name + "."))
        else:
            made[prefix + name] = value
    return made


def winlogbeat_dotted(e):
    return dotted(winlogbeat(e))


def elasticsearch(e):
    return {"_index": "i", "_source": winlogbeat(e)}


def kibana(e):
    return {"_index": "i", "fields": {name: [value] for name, value in dotted(winlogbeat(e)).items()}}


def ecs_fields(e):
    """What Winlogbeat's modules make of a process creation or a script block."""
    d = e.data
    if e.id == 1:
        domain, name = d["User"].split("\\")
        return {"user": {"domain": domain, "name": name}, "process": {
            "pid": int(d["ProcessId"]), "executable": d["Image"], "command_line": d["CommandLine"],
            "entity_id": d["ProcessGuid"], "working_directory": d["CurrentDirectory"],
            "pe": {"original_file_name": d["OriginalFileName"]},
            "parent": {"pid": int(d["ParentProcessId"]), "executable": d["ParentImage"],
                       "command_line": d["ParentCommandLine"], "entity_id": d["ParentProcessGuid"]}}}
    if e.id == 4688:
        user = {"name": d["SubjectUserName"], "domain": d["SubjectDomainName"]}
        if d["TargetUserName"] != "-":
            user["effective"] = {"name": d["TargetUserName"], "domain": d["TargetDomainName"]}
        return {"user": user, "process": {
            "pid": int(d["NewProcessId"], 16), "executable": d["NewProcessName"],
            "command_line": d["CommandLine"],
            "parent": {"pid": int(d["ProcessId"], 16), "executable": d["ParentProcessName"]}}}
    if e.id == 4104:
        return {"powershell": {"file": {"script_block_text": d["ScriptBlockText"]}}}
    return {}


def winlogbeat_ecs(e):
    return {**winlogbeat_envelope(e), **ecs_fields(e)}


def ecs(e):
    return {"@timestamp": e.fraction(3) + "Z", "host": {"name": e.computer}, **ecs_fields(e),
            "event": {"code": str(e.id), "provider": e.provider, "sequence": e.record}}


# Microsoft Sentinel and Log Analytics.

def security_event(e):
    return {"TimeGenerated": e.time, "Computer": e.computer, "Channel": e.channel, "Task": e.task,
            "EventSourceName": e.provider, "EventID": e.id, "Activity": f"{e.id} - x",
            "EventRecordId": str(e.record), "SystemProcessId": e.pid, "Type": "SecurityEvent", **e.data}


def windows_event(e):
    return {"TimeGenerated": e.time, "Provider": e.provider, "Channel": e.channel, "Computer": e.computer,
            "Task": e.task, "EventLevel": e.level, "EventData": json.dumps(e.data), "EventID": e.id,
            "EventRecordId": str(e.record), "SystemUserId": e.sid or "", "Version": e.version,
            "Type": "WindowsEvent"}


def log_analytics_event(e):
    """The table Event: XML, no record id."""
    if e.root:
        inner = "".join(f"<{n}>{html.escape(v)}</{n}>" for n, v in e.data.items())
        inner = f"<UserData xmlns=\"x\"><{e.root} xmlns=\"y\">{inner}</{e.root}></UserData>"
    else:
        inner = "".join(f"<Data Name=\"{n}\">{html.escape(v)}</Data>" for n, v in e.data.items())
        inner = f"<EventData xmlns=\"x\">{inner}</EventData>"
    return {"TimeGenerated": e.time, "Source": e.provider, "EventLog": e.channel, "Computer": e.computer,
            "EventLevel": e.level, "EventID": e.id, "UserName": "N/A", "Type": "Event",
            "EventData": f"<DataItem type=\"System.XmlData\">{inner}</DataItem>",
            "RenderedDescription": rendered(e)}


# PowerShell.

def property_value(text):
    if HEX_BY_POSITION.fullmatch(text):
        return int(text, 16)
    if text.startswith("S-1-"):
        return {"BinaryLength": 12, "AccountDomainSid": None, "Value": text}
    if re.fullmatch(r"\{[0-9a-f-]{36}\}", text):
        return text.strip("{}")
    return int(text) if text.isdigit() else text


def get_winevent(e, time, properties):
    return {"Id": e.id, "Version": e.version, "Qualifiers": None, "Level": e.level, "Task": e.task,
            "Opcode": e.opcode, "Keywords": 0, "RecordId": e.record, "ProviderName": e.provider,
            "LogName": e.channel, "ProcessId": e.pid, "ThreadId": e.tid, "MachineName": e.computer,
            "UserId": {"BinaryLength": 12, "Value": e.sid} if e.sid else None, "TimeCreated": time,
            "Properties": properties, "Message": rendered(e)}


def powershell_5(e):
    values = [{"Value": property_value(v)} for v in e.data.values()]
    return get_winevent(e, f"/Date({e.seconds() * 1000:.0f})/", values)


def powershell_7(e):
    """Times in the zone of the machine, without their last zeros; properties deeper than -Depth."""
    time = f"{e.local(1):%Y-%m-%dT%H:%M:%S}." + e.time.rstrip("Z").split(".")[1].rstrip("0")
    deep = ["System.Diagnostics.Eventing.Reader.EventProperty"] * len(e.data)
    return get_winevent(e, time.rstrip(".") + "+01:00", deep)


# Splunk.

def splunk_envelope(e):
    return {"_time": f"{e.local(2):%Y-%m-%dT%H:%M:%S}.{e.time[20:23]}+02:00", "host": "indexer",
            "source": "XmlWinEventLog:" + e.channel, "sourcetype": "XmlWinEventLog", "EventCode": str(e.id),
            "Computer": e.computer, "RecordNumber": str(e.record)}


def splunk(e):
    return {"preview": False, "offset": 0, "result": {**known(e.data), **splunk_envelope(e)}}


def splunk_raw_json(e):
    return {"preview": False, "result": {"_time": e.fraction(3) + "Z", "_raw": json.dumps(nxlog(e))}}


def splunk_raw_xml(e, xml):
    """XmlWinEventLog without extracted fields: the event's XML is all there is of its data."""
    return {"preview": False, "result": {**splunk_envelope(e), "_raw": xml}}
