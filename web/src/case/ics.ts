// A meeting as a calendar file, RFC 5545.

export type Invitation = {
  /** Number of the case. */
  number: string
  meeting: number
  /** Grows when the call is changed: the step by which it last was. */
  sequence: number
  /** Local day and times, YYYY-MM-DD and HH:MM. */
  day: string
  begins: string
  ends: string
  summary: string
  location: string
  description: string
  /** It will not be held: whoever has put it in a calendar gets it struck out. */
  cancelled?: boolean
}

// Rules of the European Union since 1996.
const ZONE = [
  'BEGIN:VTIMEZONE',
  'TZID:Europe/Stockholm',
  'BEGIN:DAYLIGHT',
  'DTSTART:19960331T020000',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'TZNAME:CEST',
  'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
  'END:DAYLIGHT',
  'BEGIN:STANDARD',
  'DTSTART:19961027T030000',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'TZNAME:CET',
  'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
  'END:STANDARD',
  'END:VTIMEZONE',
]

/** The whole file; `made` is when it was written. */
export function calendarFile(of: Invitation, made: Date): string {
  const local = (time: string) => `${of.day.replaceAll('-', '')}T${time.replace(':', '')}00`
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Platssamverkan//Kallelse//SV',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    ...ZONE,
    'BEGIN:VEVENT',
    `UID:${of.number.toLowerCase()}-mote-${of.meeting}@platssamverkan`,
    `DTSTAMP:${made.toISOString().replace(/[-:]|\.\d{3}/g, '')}`,
    `SEQUENCE:${of.sequence}`,
    `DTSTART;TZID=Europe/Stockholm:${local(of.begins)}`,
    `DTEND;TZID=Europe/Stockholm:${local(of.ends)}`,
    `SUMMARY:${escaped(of.summary)}`,
    `LOCATION:${escaped(of.location)}`,
    `DESCRIPTION:${escaped(of.description)}`,
    `STATUS:${of.cancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}

/** Hands the file to the reader, stamped with the moment it is asked for. */
export function download(of: Invitation) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([calendarFile(of, new Date())], { type: 'text/calendar;charset=utf-8' }))
  link.download = `${of.number}-mote-${of.meeting}.ics`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

function escaped(text: string) {
  return text.replace(/[\\;,]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n')
}

/** No line longer than 75 octets; a character is never cut in two. */
export function folded(line: string): string {
  const encoder = new TextEncoder()
  let out = ''
  let length = 0
  for (const character of line) {
    const octets = encoder.encode(character).length
    if (length + octets > 75) {
      out += '\r\n '
      length = 1
    }
    out += character
    length += octets
  }
  return out
}
