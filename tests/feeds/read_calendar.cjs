// Reads a calendar from standard input as Thunderbird does, and tells in JSON what it understood.
const ICAL = require(process.argv[2]);
const text = require("fs").readFileSync(0, "utf8");
const calendar = new ICAL.Component(ICAL.parse(text));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(new ICAL.Timezone(zone));
}
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  const first = (name) => component.getFirstPropertyValue(name);
  return {
    uid: event.uid,
    summary: event.summary,
    location: event.location,
    sequence: event.sequence,
    status: first("status"),
    transparent: first("transp"),
    allDay: event.startDate.isDate,
    start: event.startDate.isDate ? event.startDate.toString() : event.startDate.toJSDate().toISOString(),
    end: event.endDate.isDate ? event.endDate.toString() : event.endDate.toJSDate().toISOString(),
    zone: event.startDate.zone.tzid,
    modified: first("last-modified") && first("last-modified").toJSDate().toISOString(),
    stamped: first("dtstamp").toJSDate().toISOString(),
  };
});
const value = (name) => String(calendar.getFirstPropertyValue(name));
process.stdout.write(JSON.stringify({ name: value("name"), refresh: value("refresh-interval"), events }));
