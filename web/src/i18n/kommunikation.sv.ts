import type { Communicated } from '../api/contract'

// Words of what is communicated of a case.
export const kommunikationSv = {
  title: 'Kommunikation',
  intro: 'Det som har sagts om samverkan, i mallens fyra kanaler och till allmänheten. Båda parter skriver här. Det som är skrivet ändras inte, utan rättas med ett daterat tillägg.',
  plan: 'Enligt mallen',
  channels: {
    deltagare: 'Deltagarna',
    internt_polisen: 'Internt inom polisen',
    internt_stadsdelsforvaltningen: 'Internt inom stadsdelsförvaltningen',
    mellan_parterna: 'Mellan parterna',
    allmanheten: 'Allmänheten',
  } as Record<Communicated['channel'], string>,
  none: 'Inget är skrivet än.',
  write: 'Skriv in en insats',
  writeText: 'Vad som sades, i vilken kanal och av vilken funktion. Inget som pekar ut en person.',
  day: 'Dag',
  channel: 'Kanal',
  function: 'Av vilken funktion',
  text: 'Vad som sades och hur',
  textHint: 'Till exempel ”anteckningarna från möte 3, med e-post”.',
  add: 'Lägg till',
  addTo: (day: string) => `Lägg till om insatsen ${day}`,
  addition: 'Tillägg',
  additionBy: (by: string, at: string) => `Tillägg av ${by}, ${at}`,
  writtenBy: (by: string, day: string) => `Skrivet av ${by} ${day}`,
  items: 'Insatser, den senaste först',
  review: 'Följ upp kommunikationen',
  reviewText: 'Gå igenom vad som var planerat, vad som blev gjort och hur bra det blev: två gånger om året enligt överenskommelsen. Görs det i chefsamrådets eller beredningsgruppens forum bockas årshjulet av.',
  reviewed: 'Vad som framkom',
  reviews: 'Uppföljningar',
  reviewBy: (by: string, day: string) => `${day}, ${by}`,
}
