import type { Information, NewInformation } from '../api/contract'

// What is being written, and how it becomes what is sent. Pure.

/** Where: none, a position, or one of the list as `area:<id>` and `case:<number>`. */
export type Draft = {
  about: Information['told']['about']
  what: string
  significance: string
  now: boolean
  happened: string
  place: string
  point: { lon: number; lat: number } | null
  recipient: string
  agreement: string
}

/** An instant as `YYYY-MM-DDTHH:MM` by the clock of a time zone. */
export function localMinute(instant: string | Date, zone: string): string {
  const text = new Date(instant).toLocaleString('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  return text.replace(' ', 'T')
}

/** Nothing written; or what was told, to be told right. */
export function draftOf(of: Information | undefined, zone: string, today: string): Draft {
  const clock = localMinute(new Date(), zone).slice(10)
  if (!of) {
    return { about: 'handelse', what: '', significance: '', now: true, happened: today + clock, place: '', point: null, recipient: '', agreement: '' }
  }
  const { told, place } = of
  const position = place?.kind === 'point' && place.at ? { lon: place.at.lon, lat: place.at.lat } : null
  return {
    about: told.about,
    what: told.what,
    significance: told.significance,
    now: false,
    happened: localMinute(told.happened, zone),
    place: position ? 'point' : place ? `${place.kind}:${place.id}` : '',
    point: position,
    recipient: told.recipient,
    agreement: of.agreement,
  }
}

/** What is sent: no more than what was chosen. */
export function toSend(draft: Draft): NewInformation {
  const [kind, ...rest] = draft.place.split(':')
  const id = rest.join(':')
  return {
    about: draft.about,
    what: draft.what.trim(),
    significance: draft.significance.trim(),
    ...(draft.now ? {} : { happened: draft.happened }),
    ...(kind === 'point' && draft.point ? { point: draft.point } : {}),
    ...(kind === 'area' ? { area: id } : {}),
    ...(kind === 'case' ? { case: id } : {}),
    ...(kind === 'observation' ? { observation: id } : {}),
    ...(draft.recipient ? { recipient: draft.recipient } : {}),
    ...(draft.agreement ? { agreement: draft.agreement } : {}),
  }
}
