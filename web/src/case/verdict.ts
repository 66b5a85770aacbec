import type { CaseEffect, EffectLook, NewFollowUp } from '../api/contract'

/** What a verdict is judged as by whoever says the same. */
const SAME: Record<string, NewFollowUp['effekt']> = {
  minskning_pavisad: 'battre',
  okning_pavisad: 'samre',
  gar_inte_att_avgora: 'gar_inte_att_avgora',
}

/** The one verdict, once it is there. */
export function verdictOf(effect: CaseEffect): EffectLook | undefined {
  return effect.looks.find((look) => !look.verdict.preliminary)
}

/** The look that a judgement is held against: the verdict, where it is of days that are judged, and otherwise the one that the judgement rests on. */
export function heldAgainst(effect: CaseEffect, judged: Pick<NewFollowUp, 'from' | 'to' | 'look'>): EffectLook | undefined {
  const plan = effect.agreed?.plan
  const ofItsDays = plan !== undefined && judged.from <= plan.to && plan.from <= judged.to
  return (ofItsDays ? verdictOf(effect) : undefined) ?? effect.looks.find((look) => look.no === judged.look)
}

/** Whether a judgement says something else than what was counted. */
export function partsFrom(held: EffectLook | undefined, effekt: NewFollowUp['effekt'] | ''): boolean {
  return held !== undefined && effekt !== '' && SAME[held.verdict.code] !== effekt
}
