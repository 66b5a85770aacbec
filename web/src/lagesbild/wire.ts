// What the API says of a lägesbild, under shorter names.

import type { Lagesbild, LagesbildSection, LagesbildTrial } from '../api/contract'

export type {
  Lagesbild,
  LagesbildBasis as Basis,
  LagesbildBeginning as Beginning,
  LagesbildChange as Change,
  LagesbildCheck as Check,
  LagesbildCheckSummary as Summary,
  LagesbildContent as Content,
  LagesbildDialogue as Dialogue,
  LagesbildDiff as Diff,
  LagesbildDisagreement as Disagreement,
  LagesbildDisagreements as Disagreements,
  LagesbildFigure as Figure,
  LagesbildFigureAnswer as FigureAnswer,
  LagesbildFigureSource as FigureSource,
  LagesbildHead as Head,
  LagesbildKey as Key,
  LagesbildList as HeadList,
  LagesbildNumber as Numbered,
  LagesbildPeriod as Days,
  LagesbildPlace as Place,
  LagesbildReference as Reference,
  LagesbildSection as Section,
  LagesbildSource as Source,
  LagesbildStatement as Statement,
  LagesbildTie as Tie,
  LagesbildTrial as Trial,
  LagesbildVerdict as Verdict,
  LagesbildWhole as Whole,
  NewLagesbildContent as NewContent,
  NewLagesbildFigure as NewFigure,
  NewLagesbildSection as NewSection,
  NewLagesbildStatement as NewStatement,
  NewLagesbildStep as NewStep,
} from '../api/contract'

/** Whose words. */
export type Part = LagesbildTrial['part']
export type Judged = NonNullable<LagesbildSection['judged']>
/** What one may do now. */
export type Act = Lagesbild['may'][number]
