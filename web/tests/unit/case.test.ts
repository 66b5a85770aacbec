import { describe, expect, it } from 'vitest'
import type { Case, CaseMeeting, CaseWork, Commitment, PlannedMeasure } from '../../src/api/contract'
import { agenda } from '../../src/case/agenda'
import { frequencyOf, using } from '../../src/case/contradiction'
import { calendarFile, folded } from '../../src/case/ics'
import { at, merge, same } from '../../src/case/merge'
import { isWhole, toProgress } from '../../src/case/progress'
import { functionsOf, TEMPLATE_FIELDS, templateLabel, templateWords } from '../../src/case/templateWords'
import { dueSoon, frequencyWords, invitationText, nextStep, pointWords, progressWords, stepWords } from '../../src/case/wording'
import { arendenEn } from '../../src/i18n/arenden.en'
import { arendenSv } from '../../src/i18n/arenden.sv'

function measure(no: number, over: Partial<PlannedMeasure> = {}, inner: Partial<PlannedMeasure['measure']> = {}): PlannedMeasure {
  return {
    no, seen: no, due: '2026-09-30', overdue: false, feedback_missing: false, without_cause: false,
    progress: { state: 'pagar', day: null, reason: null },
    measure: {
      what: `Sak ${no}`, how: null, cause: 1, owner_of: 'stad', owner: 'Parkingenjör', start: '2026-06-01', deadline: '2026-09-30',
      aterkoppling: '2026-09-15', expected: 'minskar', indicator: 'Våld', kind: 'situationell', horizon: 'kort', verksamhetsplan: null, ...inner,
    },
    ...over,
  }
}
const cause = (no: number) => ({ no, seen: no, cause: { text: `Skäl ${no}`, evidence: [1], basis: null } })
const template: CaseWork['template'] = {
  mal: 'Trygg plats', problembild: ['Mörkt'], aktiviteter: [{ aktivitet: 'Samverka', syfte: 'Trygghet' }], loptid_till: null,
  motesfrekvens: { rule: 'monthly', n: null, months: [], from: '2026-06-01', except: [] }, aktivitetsansvarig: 'Stadsdelsförvaltningen',
  polis: { kontakt: 'Kommunpolis', deltagare: ['Kommunpolis', 'Gruppchef'], ataganden: [] },
  stad: { kontakt: 'Samordnare', deltagare: ['Preventionssamordnare'], ataganden: [] },
  ovriga: ['Trafikkontoret'], finansiering: 'Var och en',
  kommunikation: { deltagare: 'E-post', internt_polisen: 'Möten', internt_stadsdelsforvaltningen: 'Intranät', mellan_parterna: 'Löpande' },
  uppfoljning: [{ indikator: 'Andel trygga', kalla: 'Trygghetsmätningen', ar: null }], prioriteringar: ['2024-2'],
}
const work: CaseWork = {
  template, template_seen: 0, template_source: 'bilaga 4', conditional: [], contradictions: [], priorities: [{ id: '2024-2', text: 'Otrygga platser' }],
  causes: [], measures: [], meetings: [], next_meeting_by: '2026-07-31', follow_ups: [], pending: null, decisions: [], confirm_by: null,
  confirmed_by: [], check_from: null, steps: [],
}

describe('the agenda', () => {
  it('takes what is late first, then word of measures, causes without measure, extra points and the next meeting', () => {
    const measures = [
      measure(1),
      measure(2, { overdue: true, due: '2026-06-20' }),
      measure(3, { feedback_missing: true }),
      measure(4, { overdue: true, feedback_missing: true, due: '2026-06-10' }),
      measure(5, { progress: { state: 'klar', day: '2026-06-01', reason: null } }, { cause: 2 }),
      measure(6, { progress: { state: 'utgar', day: null, reason: 'Dyrt' } }, { cause: 3 }),
    ]
    const points = agenda({ causes: [cause(1), cause(2), cause(3)], measures, next_meeting_by: '2026-08-31' }, '2026-07-01', ['Budget'])
    expect(points.map((point) => ('measure' in point ? `${point.kind} ${point.measure.no}` : 'no' in point ? `${point.kind} ${point.no}` : point.kind))).toEqual([
      'overdue 4', 'overdue 2', 'feedback 3', 'cause 3', 'extra', 'next',
    ])
    expect(points.map((point) => pointWords(arendenSv, point))).toContain('Försenad åtgärd 2: Sak 2 (Parkingenjör, skulle vara klar 2026-06-20)')
    expect(pointWords(arendenSv, points.at(-1)!)).toBe('Nästa möte (senast 2026-08-31)')
  })
  it('asks for word of what falls due by the day of the meeting', () => {
    expect(agenda({ causes: [], measures: [measure(1)], next_meeting_by: null }, '2026-09-15', []).map((p) => p.kind)).toEqual(['feedback', 'next'])
    expect(agenda({ causes: [], measures: [measure(1)], next_meeting_by: null }, '2026-09-14', []).map((p) => p.kind)).toEqual(['next'])
  })
})

describe('the calendar file of a meeting that is called off', () => {
  it('strikes out the same event as the call put in', () => {
    const of = {
      number: 'PLS-2026-001', meeting: 2, sequence: 7, day: '2026-07-01', begins: '13:00', ends: '14:30', summary: 'Platssamverkan', location: 'Torget', description: '',
    }
    const lines = (over: object) => calendarFile({ ...of, ...over }, new Date(0)).split('\r\n')
    const [called, off] = [lines({}), lines({ sequence: 8, cancelled: true })]
    const uid = called.find((line) => line.startsWith('UID:'))
    expect(off).toContain(uid)
    expect(called).toContain('STATUS:CONFIRMED')
    expect(off).toEqual(expect.arrayContaining(['STATUS:CANCELLED', 'SEQUENCE:8']))
  })
})

describe('the calendar file', () => {
  const file = calendarFile(
    {
      number: 'PLS-2026-001', meeting: 2, sequence: 7, day: '2026-07-01', begins: '13:00', ends: '14:30', summary: 'Platssamverkan, torget; ost',
      location: 'Tjärhovsgatan', description: `Dagordning:\n1. Öppnas\n${'å'.repeat(80)} slut \\`,
    },
    new Date('2026-06-10T08:30:15.250Z'),
  )
  it('ends every line with CR LF and has no line over 75 octets', () => {
    expect(file.endsWith('END:VCALENDAR\r\n')).toBe(true)
    expect(file.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    for (const line of file.split('\r\n')) expect(new TextEncoder().encode(line).length, line).toBeLessThanOrEqual(75)
  })
  it('says what, when and where, in the time zone it defines', () => {
    const unfolded = file.replaceAll('\r\n ', '').split('\r\n')
    expect(unfolded).toEqual(
      expect.arrayContaining([
        'UID:pls-2026-001-mote-2@platssamverkan',
        'DTSTAMP:20260610T083015Z',
        'SEQUENCE:7',
        'DTSTART;TZID=Europe/Stockholm:20260701T130000',
        'DTEND;TZID=Europe/Stockholm:20260701T143000',
        'SUMMARY:Platssamverkan\\, torget\\; ost',
        `DESCRIPTION:Dagordning:\\n1. Öppnas\\n${'å'.repeat(80)} slut \\\\`,
        'TZID:Europe/Stockholm',
        'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
      ]),
    )
    for (const part of ['VCALENDAR', 'VTIMEZONE', 'DAYLIGHT', 'STANDARD', 'VEVENT']) {
      expect(unfolded.filter((line) => line === `BEGIN:${part}`), part).toHaveLength(1)
      expect(unfolded.filter((line) => line === `END:${part}`), part).toHaveLength(1)
    }
  })
  it('folds between characters, and unfolds to what it was', () => {
    for (const text of ['', 'kort', 'x'.repeat(75), 'x'.repeat(76), '🏙️å'.repeat(60)]) {
      const lines = folded(text).split('\r\n')
      expect(lines.map((line, i) => (i ? line.slice(1) : line)).join('')).toBe(text)
      for (const line of lines) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75)
    }
  })
})

describe('two who wrote at once', () => {
  const base = { a: 'ett', b: ['x'], c: { d: 'tre', e: null as string | null } }
  const paths = ['a', 'b', 'c.d', 'c.e']
  it('keep both: what one changed alone is taken, what both changed is asked of', () => {
    const mine = { a: 'mitt', b: ['x', 'y'], c: { d: 'tre', e: null } }
    const theirs = { a: 'deras', b: ['x'], c: { d: 'fyra', e: null } }
    const merged = merge(base, mine, theirs, paths)
    expect(merged).toEqual({ value: { a: 'mitt', b: ['x', 'y'], c: { d: 'fyra', e: null } }, conflicts: ['a'], taken: ['c.d'] })
    expect(mine.c.d, 'what was typed is not written over').toBe('tre')
  })
  it('agree where they wrote the same, whatever the spaces', () => {
    const merged = merge(base, { ...base, a: 'ny ' }, { ...base, a: 'ny', c: { d: 'tre', e: '' } }, paths)
    expect([merged.conflicts, merged.taken]).toEqual([[], []])
    expect(same(['a', '', ' b'], ['a', 'b'])).toBe(true)
    expect(same({ n: 1, m: 2 }, { m: 2, n: 1 })).toBe(true)
  })
  it('compare every field of the template', () => {
    const leaves = (of: object, path = ''): string[] =>
      Object.entries(of).flatMap(([key, inner]) =>
        ['polis', 'stad', 'kommunikation'].includes(key) ? leaves(inner as object, `${key}.`) : [`${path}${key}`],
      )
    expect(leaves(template).sort()).toEqual([...TEMPLATE_FIELDS].sort())
    for (const path of TEMPLATE_FIELDS) {
      expect(templateLabel(arendenSv, path), path).not.toMatch(/undefined|_/)
      expect(templateWords(arendenSv, work, path, at(template, path)), path).not.toMatch(/undefined|\[object/)
    }
  })
})

describe('words', () => {
  const of = (state: Case['state'], more: Partial<CaseWork> = {}) => ({ state, work: { ...work, ...more } })
  it('say what comes next', () => {
    expect(nextStep(arendenSv, of('initierad'))).toBe('fyll i mallen och kalla till första mötet')
    expect(nextStep(arendenSv, of('initierad', { template_seen: 1 }))).toBe('kalla till första mötet')
    expect(nextStep(arendenSv, of('pagar'))).toBe('nästa möte senast 2026-07-31')
    expect(nextStep(arendenSv, of('uppfoljd'))).toBe('väntar på chefsamrådet')
    expect(nextStep(arendenSv, of('avslutad', { check_from: '2026-12-01' }))).toBe('efterkontroll från 2026-12-01')
    expect(nextStep(arendenEn, of('vilande'))).toBe('resting; either party can take it up again')
  })
  it('say how often one meets', () => {
    const rule = { ...template.motesfrekvens, except: [6, 7, 8] }
    expect(frequencyWords(arendenSv, rule)).toBe('1 gång/månad, ej juni, juli och augusti, från 2026-06-01')
    expect(frequencyWords(arendenSv, { ...rule, rule: 'in_months', months: [6, 12], except: [] })).toBe('i juni och december, från 2026-06-01')
    expect(frequencyWords(arendenEn, { ...rule, rule: 'per_year', n: 4, except: [] })).toBe('4 times a year, from 2026-06-01')
  })
  it('say how far a measure has come and what was done', () => {
    expect(progressWords(arendenSv, { state: 'forsenad', day: '2026-10-01', reason: 'Leverans' })).toBe('Försenad till 2026-10-01: Leverans')
    expect(progressWords(arendenSv, { state: 'klar', day: '2026-10-01', reason: null })).toBe('Klar 2026-10-01')
    const step = { no: 4, at: '', by: '', side: null, about: 3, undone: false, can_undo: false, text: null }
    expect(stepWords(arendenSv, { ...step, step: 'measure_put' })).toBe('Åtgärd 3 skrevs')
    expect(stepWords(arendenSv, { ...step, step: 'something_new' }), 'an unknown step is called by its name').toBe('something_new')
  })
  it('call to a meeting with its agenda', () => {
    const meeting = { no: 1, day: '2026-07-01', begins: '13:00', ends: '14:00', location: 'Rådhuset', extra: [] } as unknown as CaseMeeting
    const text = invitationText(arendenSv, arendenSv.meetings.summary('PLS-2026-001', 'Torget'), meeting, [{ kind: 'next', by: null }], functionsOf(template).flatMap((g) => g.names))
    expect(text).toContain('2026-07-01 kl. 13:00–14:00')
    expect(text).toContain('Kallade: Kommunpolis, Gruppchef, Samordnare, Preventionssamordnare, Trafikkontoret')
    expect(text.split('\n').slice(-2)).toEqual(['1. Mötet öppnas, närvarande', '2. Nästa möte'])
  })
  it('count what is late or due within two weeks', () => {
    const item = (due: string, overdue = false, feedback_missing = false) => ({ due, overdue, feedback_missing }) as Commitment
    const found = dueSoon([item('2026-05-01', true), item('2026-06-24'), item('2026-06-25'), item('2026-09-01', false, true)], '2026-06-10')
    expect(found.map((one) => one.due)).toEqual(['2026-05-01', '2026-06-24', '2026-09-01'])
  })
})

describe('what an appendix says', () => {
  const now = template.motesfrekvens
  it('is put into the template', () => {
    expect(frequencyOf('1 gång/månad, alla månader', now)).toEqual({ rule: 'monthly', n: null, months: [], except: [], from: now.from })
    expect(frequencyOf('1 gång/månad, ej juni–augusti', now)?.except).toEqual([6, 7, 8])
    expect(frequencyOf('4 gånger/år', now)).toMatchObject({ rule: 'per_year', n: 4 })
    expect(frequencyOf('juni och december', now)).toMatchObject({ rule: 'in_months', months: [6, 12], except: [] })
    expect(using(template, 'polis.deltagare', 'Kommunpolis och insatsledare narkotika')?.polis.deltagare).toEqual(['Kommunpolis', 'Insatsledare narkotika'])
  })
  it('is left to the reader where it cannot be read', () => {
    expect(frequencyOf('vid behov', now)).toBeNull()
    expect(using(template, 'uppfoljning', 'något')).toBeNull()
  })
})

describe('how far a measure has come', () => {
  it('asks for a day and a reason where the state does', () => {
    expect(isWhole({ state: '', day: '', reason: '' })).toBe(false)
    expect(isWhole({ state: 'pagar', day: '', reason: '' })).toBe(true)
    expect(isWhole({ state: 'forsenad', day: '2026-10-01', reason: '' })).toBe(false)
    expect(toProgress({ state: 'klar', day: '2026-10-01', reason: 'rest' })).toEqual({ state: 'klar', day: '2026-10-01', reason: null })
  })
})
