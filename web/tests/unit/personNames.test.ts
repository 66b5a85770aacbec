import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { personNames } from '../../src/case/personNames'

describe('what looks like a person’s name', () => {
  it('is found where a first name is followed by another word with a capital', () => {
    expect(personNames('Vi talade med Anna Exempelsson om belysningen.')).toEqual(['Anna Exempelsson'])
    expect(personNames('Närvarande: Lars-Erik Påhittad, Åsa Von Exempel och Kommunpolis.')).toEqual(['Lars-Erik Påhittad', 'Åsa Von Exempel'])
    expect(personNames('Kommunpolis Karin Testberg ringer. Karin Testberg återkommer.')).toEqual(['Karin Testberg'])
    expect(personNames('ÅSA')).toEqual([])
  })
  it.each([
    'Klara och Jakob går ihop om belysningen',
    'Karin Exempels plats är mörk',
    'Johan Provs väg ska röjas',
    'Skräp på Erik Provbergsgatan och vid Hedvig kyrka',
    'Maria Magdalena församling deltar',
    'Karl Johan',
    'Trafikkontoret byter armaturer. Anders beställer.',
    'Anna. Sedan gick vi vidare',
    'Insatsledare Narkotika och SL',
    'Sankt Eriksplan, Odenplan och Norra Bantorget',
  ])('is not found in %s', (text) => expect(personNames(text)).toEqual([]))
  it('is no function or place of the case', () => {
    expect(personNames('Anna Provgruppen kallas', ['Anna Provgruppen, samordning'])).toEqual([])
    expect(personNames('Anna Provgruppen kallas')).toEqual(['Anna Provgruppen'])
  })
  it('is not found in anything that the shipped cases say', () => {
    const told = JSON.parse(readFileSync(new URL('../../../geodata/demo/platssamverkan-2025.json', import.meta.url), 'utf8')) as unknown
    const texts: string[] = []
    const walk = (value: unknown) => {
      if (typeof value === 'string') texts.push(value)
      else if (value && typeof value === 'object') Object.values(value).forEach(walk)
    }
    walk(told)
    expect(texts.length).toBeGreaterThan(1000)
    expect(texts.flatMap((text) => personNames(text))).toEqual([])
  })
})
