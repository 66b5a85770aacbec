import { describe, expect, it } from 'vitest'
import type { AgendaPoint, Case, CaseWork, Commitment, LetterSent } from '../../src/api/contract'
import { using } from '../../src/case/contradiction'
import { at, merge, same } from '../../src/case/merge'
import { isWhole, toProgress } from '../../src/case/progress'
import { ownerName, TEMPLATE_FIELDS, templateLabel, templateWords, withOwner, withoutOwner } from '../../src/case/templateWords'
import { dueSoon, frequencyWords, goalValues, nextStep, pointWords, progressWords, sentWords, stepWords } from '../../src/case/wording'
import { arendenEn } from '../../src/i18n/arenden.en'
import { arendenSv } from '../../src/i18n/arenden.sv'

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
  template, template_seen: 0, template_source: 'bilaga 4', conditional: [], contradictions: [], priorities: [{ id: '2024-2', text: 'Otrygga platser' }], register_seen: 0, effect: { runs: [], first_measure: null, agreed: null, waiting: null, looks: [], seen: 0 },
  causes: [], measures: [], goals: [], targets: [], meetings: [], next_meeting_by: '2026-07-31', follow_ups: [], pending: null, decisions: [], confirm_by: null,
  confirmed_by: [], check_from: null, steps: [], contacts: [], contacts_seen: 0, enkater: [], communication: { items: [], reviews: [] }, page: { seen: 0, versions: [] },
}

describe('the agenda', () => {
  const point = (over: Partial<AgendaPoint>): AgendaPoint => ({ kind: 'extra', no: null, text: '', owner: null, by: null, done: null, promised: null, ...over })
  it('says in either language what the server has put on it', () => {
    const late = point({ kind: 'overdue', no: 2, text: 'Sak 2', owner: 'Parkingenjör', by: '2026-06-20' })
    expect(pointWords(arendenSv, late)).toBe('Försenad åtgärd 2: Sak 2 (Parkingenjör, skulle vara klar 2026-06-20)')
    expect(pointWords(arendenEn, late)).toBe('Late measure 2: Sak 2 (Parkingenjör, was to be done 2026-06-20)')
    expect(pointWords(arendenSv, point({ kind: 'cause', no: 3, text: 'Skäl 3' }))).toBe('Orsak 3 har ingen åtgärd: Skäl 3')
    const short = point({ kind: 'short', no: 1, text: 'Trygghetsvandring', owner: 'Samordnare', by: '2026-06-30', done: 1, promised: 2 })
    expect(pointWords(arendenSv, short)).toBe('Aktivitetsmål 1: Trygghetsvandring (Samordnare), 1 av 2 gjorda till 2026-06-30')
    expect(pointWords(arendenSv, point({ text: 'Budget' }))).toBe('Budget')
    expect(pointWords(arendenSv, point({ kind: 'next', by: '2026-08-31' }))).toBe('Nästa möte (senast 2026-08-31)')
    expect(pointWords(arendenSv, point({ kind: 'next' }))).toBe('Nästa möte')
  })
})

describe('a goal', () => {
  it('says from what to what, as far as it says', () => {
    expect(goalValues(arendenSv, { from: 34, to: 25.5 })).toBe('från 34 till 25,5')
    expect(goalValues(arendenEn, { from: 34, to: 25.5 })).toBe('from 34 to 25.5')
    expect(goalValues(arendenSv, { from: null, to: 0 })).toBe('till 0')
    expect(goalValues(arendenSv, { from: 0, to: null })).toBe('från 0')
    expect(goalValues(arendenSv, { from: null, to: null })).toBe('')
  })
})

describe('an owner', () => {
  it('is one choice in a form and two fields when it is sent, whatever its name holds', () => {
    const owned = { what: 'Vandring', owner_of: 'stad', owner: 'Fält | fritid' }
    expect(withoutOwner(owned)).toEqual({ what: 'Vandring', owner: 'stad|Fält | fritid' })
    expect(withOwner(withoutOwner(owned))).toEqual(owned)
    expect(ownerName('stad|Fält | fritid')).toBe('Fält | fritid')
  })
})

describe('a letter that was sent', () => {
  const sent: LetterSent = { letter: 'kallelse', at: '', by: '', current: true, to: ['A', 'B'], missed: [], without_address: ['C', 'D'] }
  it('is told with those it did not reach', () => {
    const at = '2026-06-09 14:02'
    expect(sentWords(arendenSv, sent, at)).toBe('Kallelsen skickades till 2 funktioner 2026-06-09 14:02; 2 saknar adress')
    const missed = [{ function: 'B', why: 'later' as const }]
    expect(sentWords(arendenSv, { ...sent, to: ['A'], missed, without_address: [] }, at)).toBe('Kallelsen skickades till 1 funktion 2026-06-09 14:02; 1 nåddes inte')
    expect(sentWords(arendenSv, { ...sent, letter: 'atgardslista', to: [], missed, current: false }, at)).toBe(
      'Åtgärdslistan gick inte att skicka 2026-06-09 14:02; 2 saknar adress (en tidigare lydelse)',
    )
    expect(sentWords(arendenEn, sent, at)).toBe('The call was sent to 2 functions 2026-06-09 14:02; 2 have no address')
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
  it('count what is late or due within two weeks', () => {
    const item = (due: string, overdue = false, feedback_missing = false) => ({ due, overdue, feedback_missing }) as Commitment
    const found = dueSoon([item('2026-05-01', true), item('2026-06-24'), item('2026-06-25'), item('2026-09-01', false, true)], '2026-06-10')
    expect(found.map((one) => one.due)).toEqual(['2026-05-01', '2026-06-24', '2026-09-01'])
  })
})

describe('what an appendix says', () => {
  const now = template.motesfrekvens
  it('is put into the template as it is, but for the day from which one meets', () => {
    const frequency = { ...now, from: '2020-01-01', except: [6, 7, 8] }
    expect(using(template, 'motesfrekvens', { frequency, functions: null })?.motesfrekvens).toEqual({ ...now, except: [6, 7, 8] })
    const functions = ['Kommunpolis', 'Insatsledare narkotika']
    expect(using(template, 'polis.deltagare', { frequency: null, functions })?.polis.deltagare).toEqual(functions)
    expect(using(template, 'polis.deltagare', { frequency, functions: null })).toBeNull()
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
