import { describe, expect, it } from 'vitest'
import { periodsOver } from '../../src/state/releases'

describe('periods of a release', () => {
  it('are over, whole, and newest first', () => {
    expect(periodsOver('kvartal', '2025-07-01', '2026-06-09')).toEqual(['2026-K1', '2025-K4', '2025-K3'])
    expect(periodsOver('halvar', '2024-10-01', '2026-06-30')).toEqual(['2025-H2', '2025-H1'])
    expect(periodsOver('ar', '2024-01-01', '2026-01-01')).toEqual(['2025', '2024'])
    expect(periodsOver('kvartal', '2026-04-01', '2026-07-01')).toEqual(['2026-K2'])
  })
})
