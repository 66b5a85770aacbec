import type { JointList, JointPlace, MethodAnswer } from '../api/contract'
import { ZONE } from '../classify/colours'
import type { Dictionary } from '../i18n/index.svelte'
import type { Layer } from './kinds'

/** The same marks in the list and on the map. */
export const JOINT_LETTER = { both: 'A', otrygghet_only: 'O', crime_only: 'B' } as const

/** Named places and where they meet the counts; the hotspots of the run stay under them. */
export function layerOf(answer: MethodAnswer<JointList>, t: Dictionary): Layer {
  const { both, otrygghet_only } = answer.result
  const marks = (rows: readonly JointPlace[], letter: string) => rows.map((row) => ({ ...row.label_at, text: `${letter}${row.no}` }))
  const legend = (group: 'both' | 'otrygghet_only', rows: readonly JointPlace[]) => ({
    colour: ZONE,
    text: `${JOINT_LETTER[group]}: ${t.analys.joint.groups[group]!}`,
    count: String(rows.length),
    outline: 'zone' as const,
  })
  return {
    overlay: {
      key: answer.card.id,
      cells: null,
      colours: [],
      zones: null,
      labels: [...marks(both, JOINT_LETTER.both), ...marks(otrygghet_only, JOINT_LETTER.otrygghet_only)],
      places: false,
    },
    legend: {
      title: t.analys.methods['joint-list']!.name,
      rows: [legend('both', both), legend('otrygghet_only', otrygghet_only)],
      notes: [t.analys.joint.onMap],
    },
  }
}
