// What looks like somebody's name in a text. Minutes tell of functions: a name is questioned, not
// refused, since a place can be called as a person is.

// First names that many in Sweden bear.
const FIRST = new Set(
  `Adam Agneta Albin Alexander Alexandra Ali Alice Alicia Amanda Amina Anders Andreas Anette Anita Ann Anna Anneli
  Annika Anton Arne Astrid Axel Barbro Bengt Bernt Birgit Birgitta Björn Bo Britt Camilla Carina Carl Carolina
  Caroline Cecilia Charlotta Charlotte Christer Christina Christoffer Dan Daniel David Dennis Ebba Elin Elisabeth
  Ella Elsa Emelie Emil Emilia Emily Emma Erica Erik Eva Fatima Felicia Filip Fredrik Frida Gabriel Gabriella
  Gunilla Gunnar Gun Göran Hampus Hanna Hannah Hans Hassan Helen Helena Helene Henrik Henry Hugo Håkan Ibrahim
  Ida Inger Ingrid Irene Isabella Isak Jakob Jan Jennifer Jenny Jens Jesper Jessica Jimmy Joakim Joel Johan
  Johanna John Johnny Jonas Jonathan Josefin Josefine Julia Jörgen Karin Karl Karolina Kent Kenneth Kerstin Kevin
  Kim Kjell Kristina Kristoffer Lars Lena Lennart Leif Leo Lina Linda Linnea Linnéa Linus Lisa Louise Lovisa
  Lucas Ludvig Madeleine Magnus Maja Malin Marcus Margareta Marianne Marie Markus Martin Mats Mattias Matilda
  Mikael Moa Mohamed Mohammed Monica Monika Mona Nathalie Niclas Niklas Nils Nina Ola Olivia Olle Olof Oscar
  Oskar Ove Patrik Per Peter Petra Pernilla Pia Ralf Rasmus Rebecca Rebecka Richard Rickard Robert Robin Roger
  Roland Rolf Rune Sandra Sanna Sara Sebastian Simon Siv Sofie Solveig Sonja Stefan Sten Stig Stina Sture Susanne
  Svante Sven Theodor Thomas Therese Tobias Tomas Tommy Tony Tove Ulf Ulla Ulrika Urban Vera Veronica Viktor
  Viktoria Vilma Wilma William Yvonne Åke Åsa`.split(/\s+/),
)

// Places, boats and buildings are called after people too.
const PLACE = /(gata|gatan|gränd|gränden|väg|vägen|torg|torget|plan|planen|plats|platsen|park|parken|backe|backen|bro|bron|kaj|kajen|hus|huset|gård|gården|skola|skolan|gymnasium|kyrka|kyrkan|församling|hamn|hamnen|trappor|trapporna|terrass|terrassen|station|stationen|fonden|stiftelsen)s?$/i
// Double first names that squares and sluices bear: only a third word makes somebody's name of them.
const CALLED_AFTER = new Set(['Karl Johan', 'Carl Johan', 'Karl Johans'])

const WORD = /\p{Lu}[\p{Ll}\p{M}]+(?:-\p{Lu}[\p{Ll}\p{M}]+)*/gu

/** Names in the text, each once, in their order. What is a function or place of the case is none. */
export function personNames(text: string, known: readonly string[] = []): string[] {
  const words = [...text.matchAll(WORD)].map((found) => ({ word: found[0], from: found.index, to: found.index + found[0].length }))
  const found: string[] = []
  for (let i = 0; i < words.length; i++) {
    const name = [words[i]!]
    // Words that stand side by side with nothing but a space between.
    while (words[i + 1] && text.slice(words[i]!.to, words[i + 1]!.from) === ' ') name.push(words[++i]!)
    const start = name.findIndex(({ word }) => FIRST.has(word.split('-')[0]!))
    if (start < 0 || name.length - start < 2) continue
    const rest = name.slice(start)
    const after = text.slice(rest.at(-1)!.to)
    const called = rest.map(({ word }) => word).join(' ')
    // "Karin Exempels plats": what it is may be said in a word of its own.
    const next = /^ ([\p{Ll}]+)/u.exec(after)?.[1] ?? ''
    if (PLACE.test(called) || PLACE.test(next) || CALLED_AFTER.has(called)) continue
    if (known.some((one) => one.toLowerCase().includes(called.toLowerCase()))) continue
    if (!found.includes(called)) found.push(called)
  }
  return found
}
