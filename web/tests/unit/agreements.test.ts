import { describe, expect, it } from 'vitest'
import { canEnd } from '../../src/administration/agreements'
import type { Agreement } from '../../src/api/contract'

const agreement = (valid_to: string | null): Agreement => ({
  id: 'a',
  version: 2,
  with: { id: 'stad', name: 'Stad', side: 'stad' },
  agreed: { name: 'A', areas: [], valid_from: '2026-01-01', valid_to },
  in_force: true,
  waiting: null,
  steps: [],
})

describe('an agreement', () => {
  it('can be ended until its last day has come', () => {
    expect(canEnd(agreement(null), '2026-06-10')).toBe(true)
    expect(canEnd(agreement('2026-06-11'), '2026-06-10')).toBe(true)
    expect(canEnd(agreement('2026-06-10'), '2026-06-10')).toBe(false)
  })
  it('that nobody has confirmed has nothing to end', () => {
    expect(canEnd({ ...agreement(null), agreed: null }, '2026-06-10')).toBe(false)
  })
})
