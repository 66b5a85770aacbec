import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { arendenEn } from '../../src/i18n/arenden.en'
import { arendenSv } from '../../src/i18n/arenden.sv'
import { bibliotekEn } from '../../src/i18n/bibliotek.en'
import { bibliotekSv } from '../../src/i18n/bibliotek.sv'
import { enkatEn } from '../../src/i18n/enkat.en'
import { enkatSv } from '../../src/i18n/enkat.sv'
import { grannarEn } from '../../src/i18n/grannar.en'
import { grannarSv } from '../../src/i18n/grannar.sv'
import { informationEn } from '../../src/i18n/information.en'
import { informationSv } from '../../src/i18n/information.sv'
import { inlasningEn } from '../../src/i18n/inlasning.en'
import { inlasningSv } from '../../src/i18n/inlasning.sv'
import { kalenderEn } from '../../src/i18n/kalender.en'
import { kalenderSv } from '../../src/i18n/kalender.sv'
import { kommunikationEn } from '../../src/i18n/kommunikation.en'
import { kommunikationSv } from '../../src/i18n/kommunikation.sv'
import { lagesbildEn } from '../../src/i18n/lagesbild.en'
import { lagesbildSv } from '../../src/i18n/lagesbild.sv'
import { baslinjeEn } from '../../src/i18n/baslinje.en'
import { baslinjeSv } from '../../src/i18n/baslinje.sv'
import { omradenEn } from '../../src/i18n/omraden.en'
import { omradenSv } from '../../src/i18n/omraden.sv'
import { offentligEn } from '../../src/i18n/offentlig.en'
import { offentligSv } from '../../src/i18n/offentlig.sv'
import { rapporterEn } from '../../src/i18n/rapporter.en'
import { rapporterSv } from '../../src/i18n/rapporter.sv'
import { en } from '../../src/i18n/en'
import { i18n } from '../../src/i18n/index.svelte'
import { sv } from '../../src/i18n/sv'

type Leaf = [path: string, value: unknown]
function leaves(value: unknown, path = ''): Leaf[] {
  if (value !== null && typeof value === 'object') {
    return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key))
  }
  return [[path, value]]
}
// What is worked with in a case, surveys of participants, communication, the public page, the library of measures, information under §10, what lies near a place, files read
// in, the year, the reports and the lägesbild have dictionaries of their own, under the names the components know them by.
const source = [...leaves(sv), ...leaves(arendenSv, 'casework'), ...leaves(bibliotekSv, 'bibliotek'), ...leaves(enkatSv, 'enkat'), ...leaves(informationSv, 'informing'), ...leaves(grannarSv, 'nearby'), ...leaves(inlasningSv, 'inlasning'), ...leaves(kalenderSv, 'kalender'), ...leaves(kommunikationSv, 'kommunikation'), ...leaves(offentligSv, 'offentlig'), ...leaves(rapporterSv, 'rapporter'), ...leaves(omradenSv, 'omraden'), ...leaves(baslinjeSv, 'baslinje'), ...leaves(lagesbildSv, 'bildWords')]
const other = new Map([...leaves(en), ...leaves(arendenEn, 'casework'), ...leaves(bibliotekEn, 'bibliotek'), ...leaves(enkatEn, 'enkat'), ...leaves(informationEn, 'informing'), ...leaves(grannarEn, 'nearby'), ...leaves(inlasningEn, 'inlasning'), ...leaves(kalenderEn, 'kalender'), ...leaves(kommunikationEn, 'kommunikation'), ...leaves(offentligEn, 'offentlig'), ...leaves(rapporterEn, 'rapporter'), ...leaves(omradenEn, 'omraden'), ...leaves(baslinjeEn, 'baslinje'), ...leaves(lagesbildEn, 'bildWords')])

describe('the two dictionaries', () => {
  it('have exactly the same keys', () => {
    expect([...other.keys()].sort()).toEqual(source.map(([path]) => path).sort())
  })
  it('leave no text empty', () => {
    for (const [path, value] of [...source, ...other]) if (typeof value === 'string') expect(value.trim(), path).not.toBe('')
  })
  it('take the same values in', () => {
    for (const [path, value] of source) {
      if (typeof value === 'function') expect((other.get(path) as () => string).length, path).toBe(value.length)
    }
  })
  it('are not copies: English holds no Swedish letters outside names', () => {
    const names = new Set(['app.name'])
    for (const [path, value] of other) if (typeof value === 'string' && !names.has(path)) expect(value, path).not.toMatch(/[åäöÅÄÖ]/)
  })
})

describe('components', () => {
  const files = ['pages', 'parts', 'case', 'information', 'library', 'calendar', 'lagesbild', 'report', 'administration', 'methods', 'map', 'charts', '.'].flatMap((folder) => {
    const base = new URL(`../../src/${folder}/`, import.meta.url)
    return readdirSync(base).filter((name) => name.endsWith('.svelte')).map((name) => new URL(name, base))
  })
  const texts = files.map((file) => readFileSync(file, 'utf8'))
  /** By its whole path, or in a file that has taken a table it is in under a name of its own. */
  const tables = texts.flatMap((text) =>
    [...text.matchAll(/const (\w+) = \$derived\((i18n|casework|enkat|informing|nearby|bibliotek|inlasning|kalender|kommunikation|offentlig|rapporter|omraden|baslinje|bildWords)\.t\b\.?([\w.]*)\)/g)]
      .map(([, name, of, inner]) => ({ name, table: [of === 'i18n' ? '' : of, inner].filter(Boolean).join('.'), text }))
      .filter(({ table }) => table !== ''),
  )
  const inTable = (path: string) =>
    tables.some(({ name, table, text }) => path.startsWith(`${table}.`) && new RegExp(`\\b${name}\\.${path.slice(table!.length + 1)}\\b`).test(text))
  const code = ['map', 'methods', 'state', 'case', 'lagesbild'].flatMap((folder) => {
    const base = new URL(`../../src/${folder}/`, import.meta.url)
    return readdirSync(base).filter((name) => name.endsWith('.ts')).map((name) => readFileSync(new URL(name, base), 'utf8'))
  })
  const used = [...texts, ...code].join('\n')
  // Functions of the case's wording and of the lägesbild's take its dictionary as `t`.
  const takingIt = Object.entries({ casework: 'CaseWords', bildWords: 'LagesbildWords' }).map(([of, type]) => ({ of, text: code.filter((text) => text.includes(type)).join('\n') }))
  const inCode = (path: string) => takingIt.some(({ of, text }) => path.startsWith(`${of}.`) && text.includes(path.slice(of.length)))
  it('hold no Swedish text of their own', () => {
    for (const file of files) {
      const markup = readFileSync(file, 'utf8').replace(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>|<!--[\s\S]*?-->/g, '')
      expect(markup, file.pathname).not.toMatch(/[åäöÅÄÖ]/)
    }
  })
  it('use every text there is', { timeout: 60_000 }, () => {
    // Tables looked up by a code are used as a whole.
    const whole = ['side', 'errors', 'filters.lattices', 'filters.expectations', 'filters.gates', 'filters.corrections', 'bedomning.kinds', 'observations.kinds', 'bedomning.steps', 'bedomning.verdicts', 'bedomning.verdictShort', 'openings.state', 'arenden.states', 'inlasning.states', 'inlasning.kinds', 'inlasning.kindShort', 'import.areaKinds', 'weekdays', 'weekdaysShort', 'karta.keys', 'signIn.points', 'a11y.points', 'a11y.knownPoints', 'karta.downloads', 'analys.groups', 'analys.methods', 'analys.choices', 'analys.options', 'change.levels', 'compare.against', 'analys.emerging.meaning', 'analys.moran.names', 'analys.effect.against', 'analys.effect.grounds', 'analys.joint.groups', 'analys.joint.verdicts', 'analys.joint.agreements', 'utlamnanden.levels', 'utlamnanden.levelText', 'utlamnanden.states', 'utlamnanden.grains', 'utlamnanden.leavesTo', 'administration.parts', 'administration.standing', 'administration.roles', 'administration.roleMeans', 'administration.keys.levels', 'administration.keys.levelMeans', 'logg.verifyPoints', 'settings.agreements.states', 'settings.agreements.steps', 'settings.retention.kinds', ...['utforande', 'effekt', 'decisions', 'template', 'frequency.rules', 'frequency.names', 'plan.expectations', 'plan.kinds', 'plan.horizons', 'goals.states', 'targets.per', 'targets.went', 'progress.states', 'history.steps', 'owed.groups', 'owed.groupText', 'owed.groupNone', 'owed.debtor', 'handover.holders', 'link.states', 'letters.names', 'letters.send', 'letters.copy', 'letters.why', 'samrad.why', 'samrad.since'].map((table) => `casework.${table}`), ...['statements', 'grades'].map((table) => `enkat.${table}`), 'kommunikation.channels', ...['abouts', 'what', 'happened'].map((table) => `informing.${table}`), ...['forms', 'ofPlace', 'ofIt'].map((table) => `nearby.${table}`), ...['counted', 'groups', 'kinds', 'chiefs', 'known', 'term.natures'].map((table) => `kalender.${table}`), ...['levels', 'rules', 'views', 'priorities.need', 'priorities.gap', 'priorities.rules', 'compilation.rules'].map((table) => `rapporter.${table}`), ...['classes', 'movements'].map((table) => `omraden.${table}`), ...['levels', 'verdicts'].map((table) => `baslinje.${table}`), ...['kinds', 'horizons', 'problems', 'places', 'from', 'whose', 'directions', 'levels', 'steps'].map((table) => `bibliotek.${table}`), ...['standing', 'next', 'parties', 'part', 'draft.judgements', 'reference.kinds', 'reference.measures', 'reference.firsts', 'units', 'check.rest', 'check.filters', 'check.status', 'check.rules', 'check.faults', 'check.missing', 'sources.kinds', 'sources.states', 'together.whose', 'differ.sides', 'conflict'].map((table) => `bildWords.${table}`)]
    const unused = source.map(([path]) => path).filter((path) => !whole.some((table) => path.startsWith(`${table}.`)) && !used.includes(`t.${path}`) && !used.includes(path.replace(/^(casework|enkat|informing|nearby|bibliotek|inlasning|kalender|kommunikation|offentlig|rapporter|omraden|baslinje|bildWords)\./, '$1.t.')) && !inCode(path) && !inTable(path))
    expect(unused).toEqual([])
  })
})

describe('sentences of the server', () => {
  it('have their thousands separated, and years, days and numbers of cases left as they are', () => {
    const told = i18n.told('13588 händelser 2025-01-01 i 1234 rutor, PLS-2025-00123 och H3 8a1f05')
    expect(told).toBe('13 588 händelser 2025-01-01 i 1234 rutor, PLS-2025-00123 och H3 8a1f05'.replace(' ', '\u00a0'))
  })
})
