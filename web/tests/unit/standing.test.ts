import { describe, expect, it } from 'vitest'
import { areasToChoose, canLend, canStandInFor, holds, partnersToShow, rolesOf, secretIn, standingOf } from '../../src/administration/standing'
import type { Area } from '../../src/api/contract'

const day = '2026-06-10'

describe('what holds on a day', () => {
  it('counts both days in, and an end by hand before everything', () => {
    const given = { first_day: '2026-06-10', last_day: '2026-06-12', revoked_at: null }
    expect(standingOf(given, '2026-06-09')).toBe('coming')
    expect(standingOf(given, '2026-06-10')).toBe('good')
    expect(standingOf(given, '2026-06-12')).toBe('good')
    expect(standingOf(given, '2026-06-13')).toBe('over')
    expect(standingOf({ ...given, revoked_at: '2026-06-01T08:00:00Z' }, '2026-06-09')).toBe('ended')
    expect(standingOf({ last_day: day, revoked_at: null }, day), 'a key begins at once').toBe('good')
  })
  it('takes a missing day of ground for an open end', () => {
    const ground = (valid_from: string | null, valid_to: string | null) => ({ area: 'kommun/0180', valid_from, valid_to })
    expect(holds(ground(null, null), day)).toBe(true)
    expect(holds(ground(day, day), day)).toBe(true)
    expect(holds(ground('2026-06-11', null), day)).toBe(false)
    expect(holds(ground(null, '2026-06-09'), day)).toBe(false)
  })
})

describe('who can be what', () => {
  it('no role of the one side is offered to the other', () => {
    expect(rolesOf('polis')).toContain('kommunpolis')
    expect(rolesOf('polis')).not.toContain('stadsdelsdirektor')
    expect(rolesOf('stad')).not.toContain('lokalpolisomradeschef')
    expect(rolesOf('stad').length).toBe(rolesOf('polis').length)
  })
  it('those who sign lend; anyone but an administrator stands in, never for oneself', () => {
    const one = (id: string, role: string) => ({ id, function: id, role })
    expect([one('k', 'kommunpolis'), one('c', 'stadsdelsdirektor'), one('a', 'analytiker'), one('x', 'administrator')].map(canLend)).toEqual([true, true, false, false])
    expect(canStandInFor(one('k', 'kommunpolis'), 'k')).toBe(false)
    expect(canStandInFor(one('x', 'administrator'), 'k')).toBe(false)
    expect(canStandInFor(one('a', 'analytiker'), 'k')).toBe(true)
  })
})

describe('areas to choose from', () => {
  const area = (id: string, name: string, valid_to: string | null = null) => ({ id, name, kind: id.split('/')[0]!, valid_to }) as Area
  const areas = [
    area('stadsdelsomrade/norra', 'Norra innerstaden'),
    area('stadsdelsomrade/gammal', 'Östermalm', '2025-12-31'),
    area('stadsdel/ostermalm', 'Östermalm'),
    area('stadsdel/ostermalm', 'Östermalm'),
    area('lokalpolisomrade/norrmalm', 'Norrmalm'),
  ]
  const ids = (sought: string) => areasToChoose(areas, sought).map((found) => found.id)
  it('are the stadsdelsområden until something is sought', () => {
    expect(ids('')).toEqual(['stadsdelsomrade/norra'])
    expect(ids(' ö ')).toEqual(['stadsdelsomrade/norra'])
  })
  it('are of every kind by name, each once, none that has ended', () => {
    expect(ids('ÖSTER')).toEqual(['stadsdel/ostermalm'])
    expect(ids('norr')).toEqual(['stadsdelsomrade/norra', 'lokalpolisomrade/norrmalm'])
    expect(ids('finns inte')).toEqual([])
  })
})

describe('sharing', () => {
  const partners = [
    { id: 'a', name: 'A', in_force: true },
    { id: 'b', name: 'B', in_force: true },
    { id: 'c', name: 'C', in_force: false },
  ]
  it('is offered to parties of agreements in force that do not see it yet', () => {
    const offered = (shared: boolean, shared_with: string[]) => partnersToShow(partners, { shared, shared_with }).map((partner) => partner.id)
    expect(offered(false, [])).toEqual(['a', 'b'])
    expect(offered(false, ['a'])).toEqual(['b'])
    expect(offered(true, [])).toEqual([])
  })
})

describe("a participant's link", () => {
  const secret = 'ab'.repeat(32)
  it('holds 64 hex digits after the number sign, whatever a letter put behind it', () => {
    for (const whole of [`#${secret}`, `#${secret.toUpperCase()}`, `#${secret}.`, `#${secret}%20`, `#${secret})`]) expect(secretIn(whole), whole).toBe(secret)
  })
  it('is nothing when it came along in part, or is something else', () => {
    for (const other of ['', '#', '#ab', `#${'ab'.repeat(31)}`, `#${'zz'.repeat(32)}`, `#${'ab'.repeat(33)}`, secret, '#%']) expect(secretIn(other), other).toBeNull()
  })
})
